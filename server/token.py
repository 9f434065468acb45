"""Bearer tokens: signed JSON Web Tokens in the profile of RFC 9068, short-lived."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError

from plans.rules.identifier import new_id
from plans.rules.scope import ALL_SCOPES, Scope, parse_scopes, write_scopes
from server.key import TokenKeys

ALGORITHMS = ["Ed25519"]
TYPE = "at+jwt"
LEEWAY_SECONDS = 5
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
        """Whom a token names. Raises TokenRefused."""
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
