"""Idempotency keys: what is sent again under its key is done once."""

import hashlib
import json
from collections.abc import Mapping

from plans.rules.value import is_storable, notation

MAX_KEY_CHARACTERS = 200  # a UUID has 36; some clients join the names of what they do


def key_problem(key: str) -> str | None:
    """Say what is wrong with a key, or ``None``.

    >>> key_problem("")
    'expected 1 to 200 characters, got 0: a fresh UUID is a good key'
    """
    if not 1 <= len(key) <= MAX_KEY_CHARACTERS:
        return f"expected 1 to {MAX_KEY_CHARACTERS} characters, got {len(key)}: a fresh UUID is a good key"
    if not is_storable(key):
        return "expected plain characters, got U+0000 or half a character: a fresh UUID is a good key"
    return None


def request_hash(request: Mapping[str, object]) -> bytes:
    """SHA-256 of what a request gives, by name; what it leaves out is not the same as null.

    >>> request_hash({"a": 1, "b": None}) == request_hash({"b": None, "a": 1.0})
    True
    >>> request_hash({"a": 1, "b": None}) == request_hash({"a": 1})
    False
    """
    written = {name: notation(value) for name, value in request.items()}
    return hashlib.sha256(json.dumps(written, sort_keys=True).encode()).digest()
