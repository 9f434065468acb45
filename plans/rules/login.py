"""What a login must hold: the claims of an id token, the algorithms, the addresses, and who may come in how.

Nothing here is trusted because a library checked it: every requirement of OpenID Connect Core 1.0, section 3.1.3.7,
that matters to us stands here, and a check returns all problems at once.
"""

import re
import string
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard, cast

from plans.rules.role import ROLES_OF, Role, Side
from plans.rules.value import describe

LEEWAY_SECONDS = 30  # clocks of two machines that keep time
STEP_UP_LEEWAY_SECONDS = 5
MAX_SUBJECT_LENGTH = 255  # OpenID Connect Core 1.0, section 2
MAX_LOGOUT_TOKEN_AGE_SECONDS = 600
BACKCHANNEL_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"

ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"})
"""Signatures that only the holder of a private key can make: never `none`, never HS*."""

LOWEST_ROLE: Mapping[Side, Role] = {
    Side.VENDOR: Role.VIEWER,
    Side.CUSTOMER: Role.MEMBER,
    Side.PARTNER: Role.PARTNER,
}
"""What a person becomes who was not invited, and whom the organisation's verified domain lets in."""

_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+", re.ASCII)
_LOCAL_PATH_CHARACTERS = frozenset(string.ascii_letters + string.digits + "/-._~!$&'()*+,;=:@%?#")


@dataclass(frozen=True, slots=True)
class Expected:
    """What an id token has to say. Times in Unix seconds; ``fresh_since`` asks for an ``auth_time`` not before it."""

    issuer: str
    client_id: str
    nonce: str
    requested_at: float
    fresh_since: float | None = None
    subject: str | None = None


def algorithms_in_common(allowed: Collection[str], advertised: object) -> tuple[str, ...]:
    """What both the connection allows and the provider advertises; never an algorithm outside ALGORITHMS.

    >>> algorithms_in_common(["RS256", "HS256", "none"], ["none", "HS256", "RS256", "ES256"])
    ('RS256',)
    """
    offered = cast("list[object]", advertised) if isinstance(advertised, list) else ["RS256"]
    return tuple(sorted(ALGORITHMS & set(allowed) & {name for name in offered if isinstance(name, str)}))


def check_id_token(claims: Mapping[str, Any], expected: Expected, now: float) -> tuple[str, ...]:
    """Every problem of an id token's claims; its signature is another matter.

    >>> claims = {"iss": "https://id.example", "aud": "us", "sub": "1", "nonce": "n", "iat": 100, "exp": 200}
    >>> check_id_token(claims, Expected("https://id.example", "us", "n", 100), 110)
    ()
    >>> check_id_token(claims | {"aud": "them", "azp": "us"}, Expected("https://id.example", "us", "n", 100), 110)
    ('aud: expected "us", got "them"',)
    """
    problems = [
        *_check_issuer_and_audience(claims, expected.issuer, expected.client_id),
        *_check_times(claims, now),
        *_check_subject(claims, expected.subject),
    ]
    if claims.get("nonce") != expected.nonce:
        problems.append("nonce: expected the one of this login, got another or none")
    issued = claims.get("iat")
    if is_time(issued) and issued < expected.requested_at - LEEWAY_SECONDS:
        problems.append("iat: expected a token issued for this login, got one issued before it began")
    if expected.fresh_since is not None:
        problems += _check_auth_time(claims.get("auth_time"), expected.fresh_since, now)
    return tuple(problems)


def check_logout_token(claims: Mapping[str, Any], issuer: str, client_id: str, now: float) -> tuple[str, ...]:
    """Every problem of a back-channel logout token's claims (OpenID Connect Back-Channel Logout 1.0, section 2.6)."""
    problems = [*_check_issuer_and_audience(claims, issuer, client_id), *_check_times(claims, now)]
    issued, subject, session = claims.get("iat"), claims.get("sub"), claims.get("sid")
    if is_time(issued) and issued < now - MAX_LOGOUT_TOKEN_AGE_SECONDS:
        problems.append(f"iat: expected at most {MAX_LOGOUT_TOKEN_AGE_SECONDS} s ago")
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(
        cast("dict[str, object]", events).get(BACKCHANNEL_LOGOUT_EVENT), dict
    ):
        problems.append("events: expected the back-channel logout event")
    if "nonce" in claims:
        problems.append("nonce: expected none in a logout token")
    if not isinstance(claims.get("jti"), str) or not claims["jti"]:
        problems.append("jti: expected one")
    if subject is None and session is None:
        problems.append("sub or sid: expected at least one")
    problems += [f"{name}: expected a text" for name, value in (("sub", subject), ("sid", session))
                 if value is not None and (not isinstance(value, str) or not value)]  # fmt: skip
    return tuple(problems)


def _check_issuer_and_audience(claims: Mapping[str, Any], issuer: str, client_id: str) -> list[str]:
    problems: list[str] = []
    if claims.get("iss") != issuer:
        problems.append(f"iss: expected {describe(issuer)}, got {describe(claims.get('iss'))}")
    audience: object = claims.get("aud")
    audiences = cast("list[object]", audience) if isinstance(audience, list) else [audience]
    if client_id not in audiences:
        named = ", ".join(describe(item) for item in audiences[:3])
        problems.append(f"aud: expected {describe(client_id)}, got {named}")
    if len(audiences) > 1 and "azp" not in claims:
        problems.append("azp: expected one, as there are several audiences")
    if "azp" in claims and claims["azp"] != client_id:
        problems.append(f"azp: expected {describe(client_id)}, got {describe(claims['azp'])}")
    return problems


def _check_times(claims: Mapping[str, Any], now: float) -> list[str]:
    problems: list[str] = []
    issued, expires, not_before = claims.get("iat"), claims.get("exp"), claims.get("nbf")
    if not is_time(issued):
        problems.append(f"iat: expected Unix seconds, got {describe(issued)}")
    elif issued > now + LEEWAY_SECONDS:
        problems.append("iat: expected a time that has come, got the future")
    if not is_time(expires):
        problems.append(f"exp: expected Unix seconds, got {describe(expires)}")
    elif expires <= now - LEEWAY_SECONDS:
        problems.append("exp: the token has expired")
    if not_before is not None and (not is_time(not_before) or not_before > now + LEEWAY_SECONDS):
        problems.append("nbf: the token is not valid yet")
    return problems


def _check_subject(claims: Mapping[str, Any], expected: str | None) -> list[str]:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT_LENGTH or not subject.isprintable():
        return [f"sub: expected 1 to {MAX_SUBJECT_LENGTH} printable characters, got {describe(subject)}"]
    if expected is not None and subject != expected:
        return ["sub: expected the person whose session this is, got another"]
    return []


def _check_auth_time(auth_time: object, fresh_since: float, now: float) -> list[str]:
    if not is_time(auth_time):
        return ["auth_time: expected one, as a fresh login was asked for"]
    if auth_time < fresh_since - STEP_UP_LEEWAY_SECONDS:
        return ["auth_time: expected a fresh login, got an earlier one"]
    if auth_time > now + LEEWAY_SECONDS:
        return ["auth_time: expected a time that has come, got the future"]
    return []


def is_time(value: object) -> TypeGuard[float]:
    """Whether a claim is a NumericDate (RFC 7519, section 2) that a clock can show."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**40


def local_path(text: str) -> str:
    """Where to go after a login: a path on this very site, otherwise its start.

    >>> local_path("/plans/1?tab=tasks#top"), local_path("//evil.example"), local_path("/\\\\evil.example")
    ('/plans/1?tab=tasks#top', '/', '/')
    """
    if not text.startswith("/") or text.startswith("//") or len(text) > 500:
        return "/"
    return text if set(text) <= _LOCAL_PATH_CHARACTERS else "/"


def email_domain(email: str) -> str | None:
    """The domain of an address, in lower case and as DNS knows it; ``None`` where it is no address.

    >>> email_domain("Elena@Harbor.example"), email_domain("a@b@harbor.example"), email_domain("harbor.example")
    ('harbor.example', None, None)
    """
    name, _, domain = email.strip().partition("@")
    if not name or len(email) > 254:
        return None
    return as_domain(domain)


def as_domain(text: str) -> str | None:
    """A domain in lower case and as DNS knows it; ``None`` where it is none.

    >>> as_domain("Bücher.example"), as_domain("10.0.0.1."), as_domain("com")
    ('xn--bcher-kva.example', None, None)
    """
    try:
        domain = text.strip().lower().encode("idna").decode()
    except UnicodeError:
        return None
    return domain if _DOMAIN.fullmatch(domain) and not domain.replace(".", "").isdigit() else None


def challenge_address(domain: str) -> str:
    """Where a domain shows that it belongs to who claimed it.

    >>> challenge_address("harbor.example")
    'https://harbor.example/.well-known/concordat-challenge'
    """
    return f"https://{domain}/.well-known/concordat-challenge"


def role_at_first_login(
    side: Side, claims: Mapping[str, Any], role_claim: str | None, role_map: Mapping[str, str]
) -> Role:
    """The role of a person who was not invited: what the organisation's own map says, otherwise the lowest.

    Of several matches the map's first counts; a role of another side counts never.
    """
    value: object = claims.get(role_claim) if role_claim else None
    held = {item for item in (cast("Sequence[object]", value) if isinstance(value, list) else [value])
            if isinstance(item, str)}  # fmt: skip
    for name, role in role_map.items():
        if name in held and role in ROLES_OF[side]:
            return Role(role)
    return LOWEST_ROLE[side]
