"""An exchange as WARC records, and back: which field says what.

How a record is packed is in `warc`. Two things differ from what came over the wire, so
that every tool can replay it: the first line of HTTP/2 is written as that of HTTP/1.1
(`WARC-Protocol` tells), and since payloads are kept without transfer coding,
`Transfer-Encoding` is renamed.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import get_args
from urllib.parse import quote

from pipeline.crawl.keep.exchange import (
    Deposit,
    Exchange,
    Pairs,
    Snapshot,
    Truncated,
)
from pipeline.crawl.keep.warc import (
    BODY,
    Head,
    Record,
    digest_of,
    new_record_id,
    pack,
    read_head,
)
from pipeline.errors import StoreError

__all__ = [
    "Original",
    "exchange_of",
    "original_of",
    "pack_deposit",
    "pack_exchange",
    "pack_snapshot",
    "pack_warcinfo",
    "payload_sha256",
]

_SAME = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_STANDARD = (
    "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
)
_HTTP_NOT_MODIFIED = 304
_RENAMED = "X-Archive-Orig-"
_TRANSFER = "transfer-encoding"
#: our own fields for what `WARC-Target-URI` and `WARC-IP-Address` cannot hold as it is
_URL, _ADDRESS = "OGI-URL", "OGI-Address"
#: names in `WARC-Protocol` for those of an exchange
_PROTOCOLS = {"HTTP/2": "h2", "HTTP/1.1": "http/1.1", "HTTP/1.0": "http/1.0"}
#: marks that stand in a URI as they are (RFC 3986), the percent sign included
_URI_MARKS = "!#$%&'()*+,-./:;=?@[]_~"


@dataclass(frozen=True, slots=True)
class Original:
    """The record that a revisit refers to, in the words of WARC."""

    record_id: str
    uri: str
    date: str
    payload_digest: str


def payload_sha256(exchange: Exchange | Snapshot | Deposit) -> bytes:
    """The SHA-256 of the payload, 32 bytes."""
    return hashlib.sha256(exchange.payload).digest()


def pack_warcinfo(name: str, software: str, operator: str) -> tuple[str, bytes]:
    """The record at the start of a file: its id, and the record packed."""
    lines = {
        "software": software,
        "operator": operator,
        "format": "WARC File Format 1.1",
        "conformsTo": _STANDARD,
    }
    text = "".join(f"{key}: {value}\r\n" for key, value in lines.items() if value)
    record_id = new_record_id()
    fields = {
        "WARC-Record-ID": record_id,
        "WARC-Filename": name,
        "WARC-Date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return record_id, pack("warcinfo", "", fields, None, text.encode())


def pack_exchange(
    exchange: Exchange, original: Original | None, warcinfo_id: str
) -> tuple[list[bytes], Original]:
    """The records of one exchange, packed: the answer first, then its request.

    Args:
        exchange: what came over the wire.
        original: an earlier record with the same payload, to refer to.
        warcinfo_id: of the file that they are for.

    Returns:
        The two records, and what a later revisit of the answer refers to.
    """
    uri = _uri(exchange.url)
    answer_id, request_id = new_record_id(), new_record_id()
    common = {
        "WARC-Date": _warc_date(exchange.sent_at),
        **_address(exchange.address),
        "WARC-Protocol": _protocol(exchange),
        "WARC-Warcinfo-ID": warcinfo_id,
    }
    if uri != exchange.url:
        common[_URL] = _one_line(exchange.url)
    digest = digest_of(exchange.payload)
    fields = {"WARC-Record-ID": answer_id, **common, **_told(exchange)}
    kind, payload = "response", exchange.payload
    if original is not None:
        kind, payload = "revisit", b""
        fields |= _refers(original)
    elif exchange.status == _HTTP_NOT_MODIFIED and not exchange.payload:
        kind = "revisit"
        fields |= {"WARC-Profile": _NOT_MODIFIED, "WARC-Refers-To-Target-URI": uri}
    else:
        fields["WARC-Payload-Digest"] = digest
    answer = pack(kind, uri, fields, _answer_head(exchange), payload)
    asked = {"WARC-Record-ID": request_id, **common, "WARC-Concurrent-To": answer_id}
    head = Head(_request_line(exchange), list(exchange.request_headers), "")
    head.protocol = exchange.method
    request = pack("request", uri, asked, head, exchange.request_body)
    origin = Original(answer_id, uri, common["WARC-Date"], digest)
    return [answer, request], origin


def pack_snapshot(snapshot: Snapshot, warcinfo_id: str) -> bytes:
    """The record of a snapshot, packed.

    No server sent it, so it is a `resource` and has a name of its own: whoever replays
    the archive finds at the address itself what the server sent.
    """
    uri = f"urn:ogi:rendered:{snapshot.rendered}:{_uri(snapshot.url)}"
    return _pack_resource(uri, snapshot, "text/html; charset=utf-8", warcinfo_id)


def pack_deposit(deposit: Deposit, warcinfo_id: str) -> bytes:
    """The record of a file that was handed in, packed: a `resource`, as it came."""
    uri = f"urn:ogi:{_uri(deposit.url)}"
    return _pack_resource(uri, deposit, "application/octet-stream", warcinfo_id)


def _pack_resource(
    uri: str, kept: Snapshot | Deposit, media: str, warcinfo_id: str
) -> bytes:
    """The record of what no server sent."""
    fields = {
        "WARC-Record-ID": new_record_id(),
        "WARC-Date": _warc_date(kept.taken_at),
        "WARC-Warcinfo-ID": warcinfo_id,
        "WARC-Payload-Digest": digest_of(kept.body),
        "Content-Type": media,
        BODY: kept.sha256,
    }
    return pack("resource", uri, fields, None, kept.body)


def _refers(original: Original) -> dict[str, str]:
    return {
        "WARC-Profile": _SAME,
        "WARC-Refers-To": original.record_id,
        "WARC-Refers-To-Target-URI": original.uri,
        "WARC-Refers-To-Date": original.date,
        "WARC-Payload-Digest": original.payload_digest,
    }


def _told(exchange: Exchange) -> dict[str, str]:
    fields: dict[str, str] = {}
    if exchange.truncated is not None:
        fields["WARC-Truncated"] = exchange.truncated
    elif exchange.sha256 is not None:
        fields[BODY] = exchange.sha256
    return fields


def _answer_head(exchange: Exchange) -> Head:
    protocol = "HTTP/1.0" if exchange.protocol == "HTTP/1.0" else "HTTP/1.1"
    headers = [
        (_RENAMED + name if name.lower() == _TRANSFER else name, value)
        for name, value in exchange.headers
    ]
    return Head(f"{exchange.status} {exchange.reason}", headers, protocol)


def _request_line(exchange: Exchange) -> str:
    """What follows the method: the target as sent, and the protocol."""
    rest = _uri(exchange.url).partition("://")[2].partition("#")[0]
    cut = next((i for i, mark in enumerate(rest) if mark in "/?"), len(rest))
    target = rest[cut:]
    protocol = "HTTP/1.0" if exchange.protocol == "HTTP/1.0" else "HTTP/1.1"
    return f"{target if target.startswith('/') else '/' + target} {protocol}"


def _uri(url: str) -> str:
    return quote(url, safe=_URI_MARKS)


def _one_line(text: str) -> str:
    return "".join(quote(mark) if ord(mark) < ord(" ") else mark for mark in text)


def _warc_date(time: str) -> str:
    """ISO 8601 in UTC as WARC has it: with `Z`, to the precision given.

    Raises:
        StoreError: not a time with its zone.
    """
    try:
        moment = datetime.fromisoformat(time)
    except ValueError as fault:
        raise StoreError(f"expected a time in ISO 8601, found {time!r}") from fault
    if moment.tzinfo is None:
        raise StoreError(f"expected a time with its zone, found {time!r}")
    if time.endswith("+00:00"):
        return time.removesuffix("+00:00") + "Z"
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def _address(address: str | None) -> dict[str, str]:
    if address is None:
        return {}
    try:
        ip_address(address)
    except ValueError:
        return {_ADDRESS: _one_line(address)}
    return {"WARC-IP-Address": address}


def _protocol(exchange: Exchange) -> str:
    return _PROTOCOLS.get(exchange.protocol, exchange.protocol.lower())


def original_of(record: Record) -> Original:
    """What a revisit of this response says of it.

    Raises:
        StoreError: it is no response of ours.
    """
    names = ("WARC-Record-ID", "WARC-Target-URI", "WARC-Date", "WARC-Payload-Digest")
    values = [record.field(name) for name in names]
    if record.kind != "response" or not all(values):
        raise StoreError(f"expected a response with {names}, found {record.fields!r}")
    return Original(*(str(value) for value in values))


def exchange_of(
    answer: Record, request: Record, payload: bytes, body: bytes | None
) -> Exchange:
    """The exchange that two records keep.

    Args:
        answer: a response or revisit record.
        request: the request that belongs to it.
        payload: that of the response, or of what the revisit refers to.
        body: the payload unpacked; None if there is none.
    """
    first, headers = read_head(answer.block)
    _, _, status_line = first.partition(" ")
    status, _, reason = status_line.partition(" ")
    asked, request_headers = read_head(request.block)
    protocol = str(answer.field("WARC-Protocol"))
    names = {short: name for name, short in _PROTOCOLS.items()}
    return Exchange(
        url=answer.field(_URL) or str(answer.field("WARC-Target-URI")),
        method=asked.partition(" ")[0],
        request_headers=tuple(request_headers),
        request_body=request.payload,
        sent_at=str(answer.field("WARC-Date")).removesuffix("Z") + "+00:00",
        protocol=names.get(protocol, protocol.upper()),
        address=answer.field("WARC-IP-Address") or answer.field(_ADDRESS),
        status=int(status),
        reason=reason,
        headers=_original_names(headers),
        payload=payload,
        truncated=_truncated(answer),
        body=body,
        sha256=answer.sha256,
    )


def _original_names(headers: Iterable[tuple[str, str]]) -> Pairs:
    return tuple((name.removeprefix(_RENAMED), value) for name, value in headers)


def _truncated(answer: Record) -> Truncated | None:
    told = answer.field("WARC-Truncated")
    for word in get_args(Truncated):
        if word == told:
            reason: Truncated = word
            return reason
    return None
