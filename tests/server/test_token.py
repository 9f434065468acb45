"""Bearer tokens: only what this deployment has signed, for itself, and only for as long as it said."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey

from plans.rules.identifier import new_id
from plans.rules.scope import ALL_SCOPES, Scope
from server.key import create_keys, read_token_keys
from server.settings import UNNAMED_ISSUER
from server.token import TYPE, TokenRefused, Tokens

PERSON = new_id()


def _claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": UNNAMED_ISSUER,
        "aud": UNNAMED_ISSUER,
        "sub": str(PERSON),
        "iat": now,
        "exp": now + 60,
    }
    for name, value in changes.items():
        claims[name] = now + int(value.total_seconds()) if isinstance(value, timedelta) else value
    return {name: value for name, value in claims.items() if value is not None}


def _sign(tokens: Tokens, claims: dict[str, Any], **header: Any) -> str:
    key = tokens.keys.signing
    return jwt.encode({"alg": "Ed25519", "typ": TYPE, "kid": key.kid, **header}, claims, key, algorithms=["Ed25519"])


def test_an_issued_token_names_its_person(tokens: Tokens) -> None:
    identity = tokens.read(tokens.issue(PERSON, 60))
    assert identity.person_id == PERSON
    assert 55 < identity.expires_at - time.time() <= 60


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "https://elsewhere.example"},
        {"exp": timedelta(seconds=-60)},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": None},
        {"sub": None},
        {"sub": "csm@fernhill.example"},
        {"sub": 5},
        {"nbf": timedelta(days=1)},
    ],
    ids=str,
)
def test_a_signed_token_with_a_wrong_claim_is_refused(tokens: Tokens, changes: dict[str, Any]) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(_sign(tokens, _claims(**changes)))


@pytest.mark.parametrize("scope", [None, 5, ["plan:read"], "", "plan:fly", "PLAN:READ", "plan:read\tplan:write"])
def test_what_is_no_scope_gives_none(tokens: Tokens, scope: Any) -> None:
    assert tokens.read(_sign(tokens, _claims(scope=scope))).scopes == frozenset()


def test_a_token_printed_by_the_command_line_is_good_for_everything(tokens: Tokens) -> None:
    assert tokens.read(tokens.issue(PERSON, 60)).scopes == ALL_SCOPES


def test_a_clients_token_is_for_the_address_that_it_was_asked_for_at(tokens: Tokens) -> None:
    here, there = (Tokens(tokens.keys, UNNAMED_ISSUER, f"http://127.0.0.1:{port}") for port in (8000, 8001))
    token = here.issue_to_client(PERSON, [Scope.PLAN_READ], 60)
    assert here.read(token).scopes == {Scope.PLAN_READ}
    with pytest.raises(TokenRefused):
        there.read(token)


def test_a_token_of_another_kind_is_refused(tokens: Tokens) -> None:
    with pytest.raises(TokenRefused, match="not an access token"):
        tokens.read(_sign(tokens, _claims(), typ="JWT"))


def test_a_token_of_another_deployment_is_refused(tokens: Tokens, tmp_path: Path) -> None:
    create_keys(tmp_path / "other")
    other = Tokens(read_token_keys(tmp_path / "other"), UNNAMED_ISSUER)
    with pytest.raises(TokenRefused):
        tokens.read(other.issue(PERSON, 60))


def test_an_attackers_key_under_our_key_id_is_refused(tokens: Tokens) -> None:
    forged = OKPKey.generate_key("Ed25519")
    header = {"alg": "Ed25519", "typ": TYPE, "kid": tokens.keys.signing.kid}
    with pytest.raises(TokenRefused):
        tokens.read(jwt.encode(header, _claims(), forged, algorithms=["Ed25519"]))


def test_an_unsigned_token_and_one_signed_with_the_public_key_are_refused(tokens: Tokens) -> None:
    secret = tokens.keys.signing.as_pem(private=False)
    header = _part({"alg": "HS256", "typ": TYPE, "kid": tokens.keys.signing.kid})
    signed = f"{header}.{_part(_claims())}"
    signature = urlsafe_b64encode(hmac.digest(secret, signed.encode(), "sha256")).rstrip(b"=").decode()
    unsigned = f"{_part({'alg': 'none', 'typ': TYPE})}.{_part(_claims())}."
    for token in (f"{signed}.{signature}", unsigned):
        with pytest.raises(TokenRefused):
            tokens.read(token)


def _part(value: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "..", "é.é.é", "a" * 100_000, "eyJhbGciOiJub25lIn0.e30."])
def test_garbage_is_refused(tokens: Tokens, token: str) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(token)
