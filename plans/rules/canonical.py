"""The canonical form of a document's content: RFC 8785 JSON, and its SHA-256."""

import hashlib
from typing import Any, cast

import rfc8785

from plans.rules.content import Content


def canonical_json(content: Content) -> bytes:
    """The one byte string that stands for the content (RFC 8785).

    Absent, null and empty fields do not appear, so that they cannot make two contents differ.

    >>> canonical_json(Content({"plan": {"title": "Support", "escalateAfterDays": 5.0}}, {}))
    b'{"plan":{"escalateAfterDays":5,"title":"Support"}}'
    """
    return rfc8785.dumps(cast("dict[str, Any]", content.as_json()))


def content_hash(content: Content) -> str:
    """SHA-256 of the canonical form, in lower-case hex."""
    return hashlib.sha256(canonical_json(content)).hexdigest()
