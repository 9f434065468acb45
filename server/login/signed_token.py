"""Tokens that a provider signed: read only with an allowed algorithm and one of its own public keys."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError

from plans.rules.value import describe
from server.login.errors import ProviderRefused
from server.login.provider import Provider, Providers, PublicKey, read_object

MAX_TOKEN_BYTES = 65_536
_KEY_TYPES = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}


@dataclass(frozen=True, slots=True)
class SignedToken:
    """A token whose signature holds, with the key that made it as a JSON Web Key. Its claims are not checked yet."""

    token: str
    claims: Mapping[str, Any]
    key: str


async def read_signed_token(
    providers: Providers, provider: Provider, token: object, types: frozenset[str]
) -> SignedToken:
    """Read a token. ``types`` are the values that its header's `typ` may have, in lower case.

    Raises ProviderRefused.
    """
    if not isinstance(token, str) or len(token) > MAX_TOKEN_BYTES or not token.isascii():
        message = f"token: expected a signed token of at most {MAX_TOKEN_BYTES} bytes"
        raise ProviderRefused(message)
    header = _read_header(token)
    algorithm, kind = header.get("alg"), header.get("typ", "JWT")
    if algorithm not in provider.algorithms:
        message = f"alg: expected one of {', '.join(provider.algorithms)}, got {describe(algorithm)}"
        raise ProviderRefused(message)
    if not isinstance(kind, str) or kind.lower().removeprefix("application/") not in types:
        message = f"typ: expected one of {', '.join(sorted(types))}, got {describe(kind)}"
        raise ProviderRefused(message)
    if "crit" in header:
        message = "crit: expected no critical extensions"
        raise ProviderRefused(message)
    keys = [
        key
        for key in await providers.keys(provider, header.get("kid"))
        if key.key_type == _KEY_TYPES[str(algorithm)[:2]] and key.as_dict().get("alg", algorithm) == algorithm
    ]
    for key in keys:
        claims = _verified_claims(token, key, str(algorithm))
        if claims is not None:
            return SignedToken(token, claims, json.dumps(key.as_dict(private=False), sort_keys=True))
    message = f"signature: expected one of the provider's {len(keys)} fitting keys to have made it, none has"
    raise ProviderRefused(message)


def _read_header(token: str) -> Mapping[str, Any]:
    parts = token.split(".")
    if len(parts) != 3:
        message = f"token: expected three parts, got {len(parts)}"
        raise ProviderRefused(message)
    try:
        raw = urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4))
    except ValueError as error:
        message = "token: expected a header in base64url"
        raise ProviderRefused(message) from error
    return read_object(raw, "token header")


def _verified_claims(token: str, key: PublicKey, algorithm: str) -> Mapping[str, Any] | None:
    try:
        return jwt.decode(token, key, algorithms=[algorithm]).claims
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        return None
