"""The body behind an archived payload.

Reading a body from the network, within bounds, is `body`, which also undoes codings.
"""

import hashlib
import sys

from pipeline.crawl.fetch.body import unpack
from pipeline.errors import FetchError

__all__ = ["body_with"]


def body_with(sha256: str, payload: bytes, coding: str) -> bytes | None:
    """The body of a known hash.

    A server may name a coding that it did not use. The hash decides, so that a body
    once read can always be read again.

    Args:
        sha256: of the body, in lower-case hexadecimal.
        payload: the body as received, without transfer coding.
        coding: what Content-Encoding says; empty without it.

    Returns:
        None if neither the unpacked payload nor the payload has that hash.
    """
    try:
        body = unpack(payload, coding, max_bytes=sys.maxsize)
    except FetchError:
        body = payload
    for candidate in (body, payload):
        if hashlib.sha256(candidate).hexdigest() == sha256:
            return candidate
    return None
