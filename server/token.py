"""Bearer tokens: signed JSON Web Tokens in the profile of RFC 9068, short-lived."""

import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError

from plans.rules.identifier import new_id
from plans.rules.scope import ALL_SCOPES, Scope, parse_scopes, write_scopes
from server.key import TokenKeys

ALGORITHMS = ["Ed25519"]
TYPE = "at+jwt"
LEEWAY_SECONDS = 5
KNOWN_TOKENS = 10_000  # that a process remembers, some 400 bytes each
OPERATOR = "concordat"  # the client of tokens that the command line printed


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a token names, until when, in Unix seconds, and what it may be used for."""

    person_id: UUID
    expires_at: float
    scopes: frozenset[Scope]


class TokenRefused(Exception):  # noqa: N818 - it names what happened
    """The token names nobody: the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Issues and reads tokens for one deployment.

    ``issuer`` names the deployment, ``address`` is its public address, which clients know it by: the same, unless the
    address is not settled yet.
    """

    keys: TokenKeys
    issuer: str
    address: str = ""
    _known: OrderedDict[bytes, Identity] = field(default_factory=OrderedDict[bytes, "Identity"], init=False, repr=False)

    def issue(self, person_id: UUID, seconds: int) -> str:
        """A token for a person that ends after so many seconds, good for everything."""
        return self._sign(self.issuer, str(person_id), OPERATOR, ALL_SCOPES, seconds)

    def issue_to_client(self, client_id: UUID, scopes: Iterable[Scope], seconds: int) -> str:
        """A token for an API client, whose id is also its person's."""
        return self._sign(self.address or self.issuer, str(client_id), str(client_id), scopes, seconds)

    def _sign(self, issuer: str, subject: str, client_id: str, scopes: Iterable[Scope], seconds: int) -> str:
        now, key = int(time.time()), self.keys.signing
        claims = {
            "iss": issuer,
            "aud": issuer,
            "sub": subject,
            "client_id": client_id,
            "scope": write_scopes(scopes),
            "iat": now,
            "exp": now + seconds,
            "jti": str(new_id()),
        }
        return jwt.encode({"typ": TYPE, "alg": ALGORITHMS[0], "kid": key.kid}, claims, key, algorithms=ALGORITHMS)

    def read(self, token: str) -> Identity:
        """Whom a token names. Raises TokenRefused.

        Checking a signature takes long, and the keys of a process never change: a token that was found good is good
        until it ends. Known ones are kept by their hash.
        """
        digest = sha256(token.encode()).digest()
        known = self._known.get(digest)
        if known is None or known.expires_at + LEEWAY_SECONDS <= time.time():
            known = self._known[digest] = self._verify(token)
            if len(self._known) > KNOWN_TOKENS:
                self._known.popitem(last=False)
        return known

    def _verify(self, token: str) -> Identity:
        own = sorted({self.issuer, self.address or self.issuer})
        registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "values": own},
            aud={"essential": True, "values": own},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            decoded = jwt.decode(token, self.keys.verifying, algorithms=ALGORITHMS)
            if decoded.header.get("typ") != TYPE:
                message = "the token is not an access token: get one with `concordat token EMAIL`"
                raise TokenRefused(message)
            registry.validate(decoded.claims)
            scope = decoded.claims.get("scope", "")
            scopes = parse_scopes(scope if isinstance(scope, str) else "")
            return Identity(UUID(decoded.claims["sub"]), float(decoded.claims["exp"]), scopes)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            message = f"the token is not valid ({error}): get a new one with `concordat token EMAIL`"
            raise TokenRefused(message) from error
