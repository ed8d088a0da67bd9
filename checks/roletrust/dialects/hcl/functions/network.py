"""Functions on address ranges."""

from __future__ import annotations

import ipaddress
import re
from typing import Union

from roletrust.dialects.hcl.functions.arguments import string, whole
from roletrust.dialects.hcl.functions.builtin import Function, known
from roletrust.dialects.hcl.values.values import Failure, Undone
from roletrust.dialects.tree import Tree

Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]

_MOST_BITS = 32  # Terraform's own bound on one step


def _network(prefix: Tree) -> Network:
    written = string(prefix)
    if re.search(r"(?:^|\.)0\d", written) or (":" in written and "." in written):
        raise Undone("an address written in another way")
    if "/" not in written or not written.partition("/")[2].isdecimal():
        raise Failure(f"`{written}` is no address range")
    try:
        return ipaddress.ip_network(written, strict=False)
    except ValueError as error:
        raise Failure(f"`{written}` is no address range") from error


def _made(of: Network, first: int, length: int) -> str:
    return str(type(of)((first, length)))


def _host(prefix: Tree, place: Tree) -> str:
    network, number = _network(prefix), whole(place)
    if not -network.num_addresses <= number < network.num_addresses:
        raise Failure(f"`{network}` has no host {number}")
    return str(network[number])


def _netmask(prefix: Tree) -> str:
    network = _network(prefix)
    if network.version != 4:
        raise Failure("an IPv6 range has no netmask")
    return str(network.netmask)


def _subnet(prefix: Tree, bits: Tree, place: Tree) -> str:
    network, more, number = _network(prefix), whole(bits), whole(place)
    length = network.prefixlen + more
    if more < 0 or number < 0:
        raise Undone("a negative number")
    if length > network.max_prefixlen or number >= 2**more:
        raise Failure(f"`{network}` has no room for network {number} of {more} more bits")
    return _made(network, int(network.network_address) + (number << (network.max_prefixlen - length)), length)


def _subnets(prefix: Tree, *bits: Tree) -> list[Tree]:
    network = _network(prefix)
    following, end = int(network.network_address), int(network.broadcast_address) + 1
    found: list[Tree] = []
    for each in bits:
        more = whole(each)
        length = network.prefixlen + more
        if not 1 <= more <= _MOST_BITS or length > network.max_prefixlen:
            raise Failure(f"`{network}` cannot be {more} bits longer")
        size = 1 << (network.max_prefixlen - length)
        first = -(-following // size) * size
        following = first + size
        if following > end:
            raise Failure(f"`{network}` has no room left")
        found.append(_made(network, first, length))
    return found


ROWS: dict[str, Function] = {
    "cidrhost": known(_host, "the address with that number; a negative one counts from the end"),
    "cidrnetmask": known(_netmask, "the netmask of an IPv4 range"),
    "cidrsubnet": known(_subnet, "the network with that number among those of that many more bits"),
    "cidrsubnets": known(_subnets, "networks of that many more bits each, one after the other"),
}
