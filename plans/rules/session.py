"""How long a session lasts, and what its secret looks like in the database."""

import datetime as dt
import hashlib
import secrets

SESSION_HOURS = 12  # from the login on: a working day
IDLE_HOURS = 4  # without a request
SEEN_EVERY_SECONDS = 60  # how exactly it is known when a session was last used
ATTEMPT_SECONDS = 600  # to log in at the provider
INVITATION_DAYS = 7
SECRET_BYTES = 32


def new_secret() -> str:
    """A secret for a browser or an invitation: 256 random bits, base64url."""
    return secrets.token_urlsafe(SECRET_BYTES)


def secret_hash(secret: str) -> bytes:
    """What is stored of a secret. It is random and long, so that a plain SHA-256 cannot be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def seen_after(now: dt.datetime) -> dt.datetime:
    """Sessions not used since then have ended."""
    return now - dt.timedelta(hours=IDLE_HOURS)
