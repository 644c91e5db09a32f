"""Which addresses are on the public Internet, and may be connected.

Only that question: names are resolved and connected in `transport`, addresses written
as links are checked in `urls`. The blocks are those of the IANA special-purpose
registries (RFC 6890), as far as `ipaddress` knows them, and what it leaves open.
"""

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

__all__ = ["is_public"]

#: global by the registries, and yet not a web site
_NOT_SITES = (
    IPv4Network("168.63.129.16/32"),  # the host of a virtual machine at Azure
    IPv4Network("192.0.0.0/24"),  # kept for protocols; Python knows parts of it
    IPv4Network("192.88.99.0/24"),  # relays of 6to4, given up (RFC 7526)
)
_UNICAST = IPv6Network("2000::/3")  # all of IPv6 that is handed out so far
_EXAMPLES = IPv6Network("3fff::/20")  # RFC 9637, younger than some Pythons
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are IPv4
_COMPATIBLE = IPv6Network("::/96")  # RFC 4291: the same, given up


def is_public(address: IPv4Address | IPv6Address | str) -> bool:
    """Whether an address may be connected: global, unicast, no way into this network.

    An IPv6 address that carries an IPv4 address (mapped, 6to4, NAT64) is public only
    if that one is, since the packets end there.

    Args:
        address: or its text, an IPv6 scope allowed.

    Raises:
        ValueError: the text is not an address.
    """
    if isinstance(address, str):
        address = ip_address(address)
    if isinstance(address, IPv6Address):
        inner = _carried(address)
        if inner is not None:
            return is_public(inner)
        if address.scope_id is not None or address in _EXAMPLES:
            return False
        if address not in _UNICAST:
            return False
    if address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if any(
        address in block for block in _NOT_SITES if block.version == address.version
    ):
        return False
    return address.is_global


def _carried(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address at which the packets for an IPv6 address end."""
    carried = address.ipv4_mapped or address.sixtofour
    if carried is not None:
        return carried
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
