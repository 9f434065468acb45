"""The keys of the deployment: made by `concordat migrate` and `concordat keys rotate`, read by every process.

They live in `CONCORDAT_KEYS`, one JSON Web Key (RFC 7517) a file, named by its key id and readable by its owner only.
Its `iat` says when it was made. A new key is published before it signs, and verifies until the last token that it
signed has ended; each process works that out for itself, by the clock.
"""

import json
import logging
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from server.errors import SettingError

logger = logging.getLogger("concordat.keys")

TOKEN_KEYS = "token"  # noqa: S105 - a folder's name
LOOK_EVERY_SECONDS = 2.0  # a list of the folder's few files takes some 30 microseconds
PUBLISHED_SECONDS = 600  # before a key signs: longer than JWKS_SECONDS and what the clocks of hosts may differ
JWKS_SECONDS = 300  # others may keep the published keys for so long
LONGEST_TOKEN_SECONDS = 12 * 3600


@dataclass(frozen=True, slots=True)
class TokenKey:
    """One key, and when it was made, in Unix seconds."""

    key: OKPKey
    made_at: float

    @property
    def signs_from(self) -> float:
        """When it takes over from the key before it, in Unix seconds."""
        return self.made_at + PUBLISHED_SECONDS

    @property
    def public(self) -> dict[str, Any]:
        """What everybody may know of it."""
        return dict(self.key.as_dict(private=False))


def signing_key(keys: Sequence[TokenKey], now: float) -> TokenKey:
    """The newest key that was published long enough; ``keys`` are oldest first, one at least."""
    return next((key for key in reversed(keys) if key.signs_from <= now), keys[0])


def verifying_keys(keys: Sequence[TokenKey], now: float) -> list[TokenKey]:
    """The keys of whose tokens some may still be good; ``keys`` are oldest first."""
    successors = [*keys[1:], None]
    return [key for key, successor in zip(keys, successors, strict=True) if not _is_over(successor, now)]


def verifies_until(successor: TokenKey) -> float:
    """Until when the key before this one verifies: both may sign while processes notice, for as long as it takes."""
    return successor.signs_from + PUBLISHED_SECONDS + LONGEST_TOKEN_SECONDS


def _is_over(successor: TokenKey | None, now: float) -> bool:
    return successor is not None and verifies_until(successor) < now


class TokenKeys:
    """Keys that sign and verify tokens, as the folder has them: a running process notices a new one by itself."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        """Read the keys. Raises SettingError where there are none, or a file is not a key."""
        self._folder = folder / TOKEN_KEYS
        self._clock = clock
        self._found = self._look()
        self._keys = _read(folder)
        self._looked_at = clock()

    @property
    def signing(self) -> OKPKey:
        """The key that signs now."""
        return signing_key(self._current(), self._clock()).key

    @property
    def verifying(self) -> KeySet:
        """The keys that verify now."""
        return KeySet([key.key for key in self.published])

    @property
    def published(self) -> list[TokenKey]:
        """The keys that verify now, oldest first."""
        return verifying_keys(self._current(), self._clock())

    def _current(self) -> list[TokenKey]:
        now = self._clock()
        if not 0 <= now - self._looked_at < LOOK_EVERY_SECONDS:
            self._looked_at = now
            self._read_again()
        return self._keys

    def _read_again(self) -> None:
        """Take what changed; where that cannot be read, go on with what was there."""
        try:
            found = self._look()
            if found != self._found:
                self._keys = _read(self._folder.parent)
                self._found = found
        except (OSError, SettingError) as error:
            logger.error("the keys cannot be read anew, those of before go on: %s", error)  # noqa: TRY400 - said already

    def _look(self) -> tuple[tuple[str, int], ...]:
        try:
            with os.scandir(self._folder) as entries:
                return tuple(sorted((entry.name, entry.stat().st_mtime_ns) for entry in entries))
        except FileNotFoundError:
            return ()


def create_keys(folder: Path) -> bool:
    """Make the keys that are not there yet; ``True`` where any was made. Raises SettingError."""
    tokens = folder / TOKEN_KEYS
    if tokens.is_dir() and any(tokens.glob("*.jwk")):
        return False
    _write_key(folder, time.time())
    return True


def rotate_keys(folder: Path, now: float) -> TokenKey:
    """Make the next key. Raises SettingError where there is none yet, or the folder cannot be written."""
    _read(folder)
    return _write_key(folder, now)


def prune_keys(folder: Path, now: float) -> list[str]:
    """Remove the keys of which no token is good any more; return their ids. Raises SettingError."""
    keys = _read(folder)
    good = {key.key.kid for key in verifying_keys(keys, now)}
    over = [str(key.key.kid) for key in keys if key.key.kid not in good]
    for path in (folder / TOKEN_KEYS).glob("*.jwk"):
        try:
            if json.loads(path.read_text()).get("kid") in over:
                path.unlink()
        except OSError as error:
            raise _unwritable(folder, error) from error
    return over


def read_token_keys(folder: Path) -> TokenKeys:
    """The keys of a folder. Raises SettingError where there are none, or a file is not a key."""
    return TokenKeys(folder)


def _write_key(folder: Path, now: float) -> TokenKey:
    """Write a key beside its place and move it there: nobody reads half of one."""
    key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": "Ed25519"}, auto_kid=True)
    tokens = folder / TOKEN_KEYS
    try:
        tokens.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = tokens / f".{key.kid}.new"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({**key.as_dict(private=True), "iat": now}, file)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(tokens / f"{key.kid}.jwk")
    except OSError as error:
        raise _unwritable(folder, error) from error
    return TokenKey(key, now)


def _read(folder: Path) -> list[TokenKey]:
    """The keys, oldest first. Raises SettingError."""
    try:
        found = [_read_key(path) for path in (folder / TOKEN_KEYS).glob("*.jwk")]
    except (OSError, ValueError, TypeError, JoseError) as error:
        message = f"The keys in {folder} cannot be read: {error}. Restore them from a backup of CONCORDAT_KEYS."
        raise SettingError(message) from error
    if not found:
        message = f"There are no keys in {folder}. Run `concordat migrate` once; all nodes share the folder."
        raise SettingError(message)
    return sorted(found, key=lambda key: (key.made_at, str(key.key.kid)))


def _read_key(path: Path) -> TokenKey:
    stored: Any = json.loads(path.read_text())
    if not isinstance(stored, dict):
        message = f"{path.name}: expected a JSON object"
        raise ValueError(message)  # noqa: TRY004 - a file's content
    known = cast("dict[str, Any]", stored)
    made_at = known.pop("iat", None)  # the first deployments have keys without it
    return TokenKey(OKPKey.import_key(known), float(made_at) if made_at is not None else path.stat().st_mtime)


def _unwritable(folder: Path, error: OSError) -> SettingError:
    return SettingError(
        f"The keys folder {folder} cannot be written: {error.strerror}. Set CONCORDAT_KEYS to one that can."
    )
