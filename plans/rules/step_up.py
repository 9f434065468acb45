"""The step-up: a fresh login whose nonce stands for what is agreed, so that the provider signs over it."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass

import rfc8785

FORMAT = "concordat-step-up-1"
SALT_BYTES = 32
STEP_UP_SECONDS = 300  # to log in, and again to use what came of it


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a person is asked to confirm by logging in afresh. Hashes are SHA-256, 32 bytes; so long is the salt."""

    purpose: str
    content_hash: bytes
    statement_hash: bytes
    decision: str


def step_up_nonce(agreement: Agreement, salt: bytes) -> str:
    """SHA-256 over the agreement and the salt, base64url. What is hashed is canonical JSON (RFC 8785): one reading.

    >>> step_up_nonce(Agreement("sign", bytes(32), bytes(32), "accept"), bytes(32))
    '-Xs_ckFZTNeaY8ZbYyyRyTEpOVT38mQkH38ouziuwgY'
    """
    if {len(agreement.content_hash), len(agreement.statement_hash), len(salt)} != {32}:
        message = "expected hashes and a salt of 32 bytes each"
        raise ValueError(message)
    said = {
        "format": FORMAT,
        "purpose": agreement.purpose,
        "content": agreement.content_hash.hex(),
        "statement": agreement.statement_hash.hex(),
        "decision": agreement.decision,
        "salt": salt.hex(),
    }
    return urlsafe_b64encode(hashlib.sha256(rfc8785.dumps(said)).digest()).rstrip(b"=").decode()
