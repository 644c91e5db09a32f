"""Fetching: one address at a time, politely, and to checked places only.

    politeness, robots, limits      when a host may be asked, and how much
    addresses, guard, pools,
    transport                       the connection
    wire, body, answers             one request: sent, read within bounds, understood
    session, lines, client          redirects, retries, turns around it; its log lines
    replay                          the same from a recording
    browser, browser_page,
    browser_answers, chromium       a page as a browser shows it, asked for by us

What to fetch is decided in `pipeline.crawl.run` and `pipeline.crawl.discover`.
"""
