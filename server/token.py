"""Bearer tokens: signed JSON Web Tokens in the profile of RFC 9068, short-lived."""

import time
from dataclasses import dataclass
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError

from plans.rules.identifier import new_id
from server.key import TokenKeys

ALGORITHMS = ["Ed25519"]
TYPE = "at+jwt"
LEEWAY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a token names, and until when, in Unix seconds."""

    person_id: UUID
    expires_at: float


class TokenRefused(Exception):  # noqa: N818 - it names what happened
    """The token names nobody: the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Issues and reads tokens for one deployment; ``issuer`` is its public address."""

    keys: TokenKeys
    issuer: str

    def issue(self, person_id: UUID, seconds: int) -> str:
        """A token for a person that ends after so many seconds."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": self.issuer,
            "sub": str(person_id),
            "client_id": "concordat",
            "iat": now,
            "exp": now + seconds,
            "jti": str(new_id()),
        }
        header = {"typ": TYPE, "alg": ALGORITHMS[0], "kid": self.keys.signing.kid}
        return jwt.encode(header, claims, self.keys.signing, algorithms=ALGORITHMS)

    def read(self, token: str) -> Identity:
        """Whom a token names. Raises TokenRefused."""
        registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.issuer},
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
            return Identity(UUID(decoded.claims["sub"]), float(decoded.claims["exp"]))
        except (JoseError, ValueError, TypeError, KeyError) as error:
            message = f"the token is not valid ({error}): get a new one with `concordat token EMAIL`"
            raise TokenRefused(message) from error
