"""Ids: version 7 UUIDs (RFC 9562, section 5.7), made here because PostgreSQL 15 cannot."""

import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """A fresh id: 48 bits of Unix milliseconds, then 74 random bits. Ids of one moment are in no order."""
    milliseconds = time.time_ns() // 1_000_000
    random_a, random_b = secrets.randbits(12), secrets.randbits(62)
    return UUID(int=(milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | random_a << 64 | 0b10 << 62 | random_b)
