"""Keeping: the archive of requests and answers, and the log of them.

    exchange                     one request and its answer, as it went over the wire
    warc, warc_exchange, unpack  the same as records of a WARC file, and back
    members, index               where a record is; the index is a cache
    archive                      reading; its parts archive_writer, _recovery, _check
    log, politeness_log          one line a request or decision; what it says of hosts
    keeper                       many at a time, on the disk before anything follows

Nothing here asks, and nothing knows what a report is.
"""
