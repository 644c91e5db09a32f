"""Crawling: find the reports of a source, fetch them politely, keep every byte.

    discover/                       listings, one reader for each family of software
    fetch/                          one address at a time, politely
    keep/                           WARC archive and fetch log
    call                            the words that finding and fetching share
    plan, run, noting, tally        one source from its listing to its rows
    documents, verdicts, details,
    attachments, rows               what becomes of one document
    engine, history                 many sources at once; crawls that were cut off
    urls, filenames, media, text,
    settings                        spellings, kinds, charsets, words and numbers

Reading what a document says belongs in `pipeline.extract`; the step that brings
registry, crawl and tables together is `pipeline.crawling`.
"""
