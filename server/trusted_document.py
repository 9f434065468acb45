"""Documents that are known before anybody sends them: those of the pages, and what the deployment names.

A request may name one by its hash in place of its text: `documentId: "sha256:<hex>"` (GraphQL over HTTP, appendix on
persisted documents), or as Apollo's clients do, in `extensions.persistedQuery.sha256Hash`. Nothing is registered by
requests. A deployment may allow these documents and no others.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import orjson
from graphql import GraphQLError

from plans.rules.value import describe
from schema.document_cache import DocumentCache
from schema.root import build_schema
from server.errors import SettingError
from server.settings import Settings

PAGES = "documents.json"  # what the build of the pages writes: the text by the hash
NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"  # Apollo's name, which its clients know
NOT_TRUSTED = "DOCUMENT_NOT_TRUSTED"
_HASH = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


class DocumentRefused(Exception):  # noqa: N818 - it names what happened
    """The request names no document that is known here, or sends one that it may not send."""

    def __init__(self, message: str, code: str = "BAD_REQUEST") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class TrustedDocuments:
    """The documents by their hash. ``pages`` is the file of the pages, which may be built later or anew.

    ``only``: nothing else may be sent.
    """

    def __init__(
        self, named: Mapping[str, str] | None = None, pages: Path | None = None, *, only: bool = False
    ) -> None:
        self._named = dict(named or {})
        self._pages_file = pages
        self._pages: Mapping[str, str] = {}
        self._pages_written: int | None = None
        self._only = only

    def text_of(self, request: Mapping[str, object]) -> str:
        """The document that a request sends or names. Raises DocumentRefused."""
        query, identifier = request.get("query"), document_id(request)
        if identifier is not None:
            if query is not None:
                message = "expected `query` or `documentId`, got both: send one of them"
                raise DocumentRefused(message)
            return self._find(identifier)
        if not isinstance(query, str):
            message = "expected `query` or `documentId` to be a string"
            raise DocumentRefused(message)
        if self._only and self._known(hash_of(query)) is None:
            message = (
                "expected a document that is registered here: send the `documentId` of one, or have this one registered"
            )
            raise DocumentRefused(message, NOT_TRUSTED)
        return query

    def _find(self, identifier: object) -> str:
        named = _HASH.fullmatch(identifier) if isinstance(identifier, str) else None
        text = self._known(named[1]) if named else None
        if text is None:
            message = (
                "expected the documentId of a document that is registered here, sha256: and 64 hexadecimal digits, got "
                f"{describe(identifier)}: load the page anew, or have the document registered"
            )
            raise DocumentRefused(message, NOT_FOUND)
        return text

    def _known(self, digest: str) -> str | None:
        found = self._named.get(digest) or self._pages.get(digest)
        if found is None and self._read_pages():
            return self._pages.get(digest)
        return found

    def _read_pages(self) -> bool:
        """Whether the pages have other documents than when they were last looked at."""
        if self._pages_file is None:
            return False
        try:
            written = self._pages_file.stat().st_mtime_ns
            if written == self._pages_written:
                return False
            self._pages = read_manifest(self._pages_file)
        except (OSError, SettingError):
            return False
        self._pages_written = written
        return True


def document_id(request: Mapping[str, object]) -> object:
    """What a request names a document by; ``None`` where it does not.

    >>> document_id({"query": "{ __typename }", "extensions": {"persistedQuery": {"sha256Hash": "ab"}}})
    >>> document_id({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "ab"}}})
    'ab'
    >>> document_id({"documentId": "sha256:ab"})
    'sha256:ab'
    """
    given = request.get("documentId")
    if given is not None or request.get("query") is not None:
        return given
    extensions = request.get("extensions")
    persisted: object = cast("dict[str, object]", extensions).get("persistedQuery") if _is_object(extensions) else None
    return cast("dict[str, object]", persisted).get("sha256Hash") if _is_object(persisted) else None


def hash_of(text: str) -> str:
    """The hash that names a document."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_manifest(file: Path) -> dict[str, str]:
    """The documents of a JSON file, by their hash, as relay-compiler writes it. Raises SettingError."""
    try:
        read: Any = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        message = f"{file}: expected JSON, got something else: {error}."
        raise SettingError(message) from error
    if not isinstance(read, dict):
        message = f"{file}: expected an object with the text of each document by its hash, got {describe(read)}."
        raise SettingError(message)
    documents: dict[str, str] = {}
    for name, text in cast("dict[str, object]", read).items():
        named = _HASH.fullmatch(name)
        if named is None or not isinstance(text, str) or hash_of(text) != named[1]:
            message = (
                f"{file}: expected each text under its SHA-256 hash, in 64 hexadecimal digits, got something else "
                f"under {describe(name)}. relay-compiler writes it so with `persistConfig.algorithm` SHA256."
            )
            raise SettingError(message)
        documents[named[1]] = text
    return documents


def read_documents(folder: Path) -> dict[str, str]:
    """The documents of a folder: each file `*.graphql` is one, each `*.json` lists some. Raises SettingError."""
    try:
        files = sorted(folder.iterdir())
        documents: dict[str, str] = {}
        for file in files:
            if file.suffix == ".json":
                documents.update(read_manifest(file))
            elif file.suffix in {".graphql", ".gql"}:
                text = file.read_bytes().decode()
                documents[hash_of(text)] = text
    except (OSError, UnicodeDecodeError) as error:
        message = f"CONCORDAT_GRAPHQL_DOCUMENTS: the folder {folder} cannot be read: {error}."
        raise SettingError(message) from error
    return documents


def open_documents(settings: Settings, pages: Path) -> TrustedDocuments:
    """What the settings name, and the documents of the pages in that folder. Raises SettingError."""
    named = read_documents(settings.documents_folder) if settings.documents_folder else {}
    return TrustedDocuments(named, pages / PAGES, only=settings.trusted_only)


def require_valid(settings: Settings) -> None:
    """Look at what the settings name before anybody is served. Raises SettingError with what is wrong."""
    if settings.documents_folder is None:
        return
    documents = build_schema(introspection=settings.introspection).documents
    problems = [
        f"{text.strip()[:60]!r}: {problem}"
        for text in read_documents(settings.documents_folder).values()
        for problem in _problems(documents, text)
    ]
    if problems:
        message = (
            f"CONCORDAT_GRAPHQL_DOCUMENTS: expected documents that fit the schema, got {'; '.join(problems[:10])}."
        )
        raise SettingError(message)


def _problems(documents: DocumentCache, text: str) -> list[str]:
    try:
        return [error.message for error in documents.check(text).errors]
    except GraphQLError as error:
        return [error.message]


def _is_object(value: object) -> bool:
    return isinstance(value, dict)
