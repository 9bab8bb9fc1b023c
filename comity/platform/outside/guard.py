"""No request that a person's URL asks for reaches this machine or its network.

Names are resolved here, every address is looked at, and the connection goes to the very address that was looked at, so
that a name cannot change its mind in between.
"""

from __future__ import annotations

import asyncio
import codecs
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from comity.platform.outside.problems import Forbidden, OutsideFailure

Address = IPv4Address | IPv6Address


def check_url(url: str) -> None:
    """Refuses what is no web address at all, before anybody is asked for its name."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Forbidden("This is not a web address.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Forbidden("Only addresses that begin with http:// or https:// can be called.")
    if parts.username or parts.password:
        raise Forbidden("An address must not carry a name or password.")


def is_public(address: Address) -> bool:
    """Whether an address is out in the world. What is wrapped in IPv6 is looked at as what it is."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    inside = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not (inside or address.is_multicast or address.is_reserved)


class _Nat64:
    def __contains__(self, address: IPv6Address) -> bool:
        return int(address) >> 32 == int(IPv6Address("64:ff9b::")) >> 32


_NAT64 = _Nat64()


async def public_addresses(host: str, port: int) -> list[str]:
    """Where a name leads; Forbidden when any of it is inside."""
    written = _written(host)
    if written is not None:
        addresses = [written]
    else:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise OutsideFailure(f"{host} has no address.") from None
        addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not addresses or not all(is_public(ip_address(address)) for address in addresses):
        raise Forbidden(f"{host} is inside this network, where requests of yours may not go.")
    return list(dict.fromkeys(addresses))


def _written(host: str) -> str | None:
    """An address that stands in the URL itself, in any of the ways C programs have understood one."""
    try:
        return str(ip_address(host.strip("[]").partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def plain_letters(encoding: str | None) -> bool:
    """Whether an encoding only turns letters into bytes: some unpack archives, some take hours for a page."""
    if encoding is None:
        return True
    try:
        found = codecs.lookup(encoding)
    except LookupError:
        return False
    return found._is_text_encoding and found.name not in ("idna", "punycode", "unicode_escape", "raw_unicode_escape")
