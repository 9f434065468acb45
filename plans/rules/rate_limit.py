"""How often somebody may try to log in or to get a token.

An attempt costs a point, a failed one ten. Each limit lets so many points be spent at once and gives one back every so
many seconds. What is refused costs nothing, so that whoever waits gets in. Nobody is locked out by others: where many
addresses try one account, its attempts are slowed down and never refused.
"""

import hashlib
import json
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

ATTEMPT_POINTS = 1
FAILURE_POINTS = 9  # on top of the attempt's own
MAX_DELAY_SECONDS = 5.0  # by which attempts on a busy account are slowed down
_SITE_BITS = 64  # of an IPv6 address: what one customer of a network provider has at least (RFC 6177)


@dataclass(frozen=True, slots=True)
class Limit:
    """``burst`` points at once, and one more every ``seconds`` seconds."""

    name: str
    burst: int
    seconds: float

    @property
    def window(self) -> float:
        """Seconds after which all is forgiven."""
        return self.burst * self.seconds


ADDRESS = Limit("address", 300, 1.0)  # a company behind one address: 300 logins at once, or 30 failures
ADDRESS_AND_ACCOUNT = Limit("address_and_account", 50, 12.0)  # 5 failures at once, then one in two minutes
ACCOUNT = Limit("account", 200, 3.0)  # from everywhere; beyond it attempts are slowed down
LOGOUT_TOKEN = Limit("logout_token", 300, 1.0)  # only failures count: a provider may end all its sessions at once
AUDIT = Limit("audit", 60, 60.0)  # refusals written into one organisation's audit


def key_hash(limit: Limit, *who: str) -> bytes:
    """What is stored of whose attempts they are: no address and no name."""
    return hashlib.sha256(json.dumps([limit.name, *who]).encode()).digest()


def network_of(address: str) -> str:
    """Whose an address is: itself, or the /64 of an IPv6 address.

    >>> network_of("203.0.113.7"), network_of("::ffff:203.0.113.7"), network_of("2001:db8::1:2:3:4")
    ('203.0.113.7', '203.0.113.7', '2001:db8::/64')
    >>> network_of("")
    'unknown'
    """
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(IPv6Network((parsed, _SITE_BITS), strict=False))
        parsed = parsed.ipv4_mapped
    return str(parsed)
