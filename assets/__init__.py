"""The Dagster code location: thin assets around the functions of `pipeline`.

What an asset does is in `pipeline`; here is how it is cut into partitions, named,
described, checked and scheduled.
"""
