"""The registry's sources, looked at before they are crawled.

`looking` walks listings as a crawl would and leaves nothing behind; `checking` compares
what it saw with what the lake knows; `addresses`, `naming` and `proposal` make of a
listing page an entry of the registry, for a person to confirm; `host_files` is the text
of the file that it goes into. Crawling itself is in `pipeline.crawl`.
"""
