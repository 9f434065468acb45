"""The keys of the deployment: made by `concordat migrate` alone, read by every process.

They live in `CONCORDAT_KEYS`, one JSON Web Key (RFC 7517) a file, named by its key id and readable by its owner only.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from joserfc.jwk import KeySet, OKPKey

from server.errors import SettingError

TOKEN_KEYS = "token"  # noqa: S105 - a folder's name


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """Keys that sign tokens: the newest signs, all of them verify."""

    signing: OKPKey
    verifying: KeySet


def create_keys(folder: Path) -> bool:
    """Make the keys that are not there yet; ``True`` where any was made. Raises SettingError."""
    tokens = folder / TOKEN_KEYS
    try:
        tokens.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(tokens.glob("*.jwk")):
            return False
        key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": "Ed25519"}, auto_kid=True)
        path = tokens / f"{key.kid}.jwk"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(key.as_dict(private=True), file)
    except OSError as error:
        message = f"The keys folder {folder} cannot be written: {error.strerror}. Set CONCORDAT_KEYS to one that can."
        raise SettingError(message) from error
    return True


def read_token_keys(folder: Path) -> TokenKeys:
    """Read the keys. Raises SettingError where there are none, or a file is not a key."""
    try:
        paths = sorted((folder / TOKEN_KEYS).glob("*.jwk"), key=lambda path: (path.stat().st_mtime_ns, path.name))
        keys = [OKPKey.import_key(json.loads(path.read_text())) for path in paths]
    except (OSError, ValueError) as error:
        message = f"The keys in {folder} cannot be read: {error}. Restore them from a backup of CONCORDAT_KEYS."
        raise SettingError(message) from error
    if not keys:
        message = f"There are no keys in {folder}. Run `concordat migrate` once; all nodes share the folder."
        raise SettingError(message)
    return TokenKeys(keys[-1], KeySet(list(keys)))
