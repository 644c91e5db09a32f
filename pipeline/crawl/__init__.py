"""Crawling: find the reports of a source, fetch them politely, keep every byte.

    urls, robots, politeness     may we ask, and how often
    wire, body, answers          one request: sent, read within bounds, understood
    client                       redirects and retries around it
    archive, log                 what is kept of it
    discover/                    listings, one reader for each family of site software
    attachments, documents, run  one source from its listing to its rows

Reading what a document says belongs in `pipeline.extract`.
"""
