"""`POST /oauth/token`: a token for who shows the secret of a client, and OAuth's own errors for everything else."""

import datetime as dt
import logging
from base64 import b64encode
from dataclasses import replace
from typing import Any
from urllib.parse import quote_plus
from uuid import uuid4

import httpx2
import pytest
from joserfc import jwt
from starlette.requests import Request

from plans.rules.api_client import ClientDraft, new_client_secret
from plans.rules.refusal import Refused
from plans.rules.role import Role
from plans.rules.scope import Scope
from plans.service.api_client import create_api_client, find_client, revoke_client, rotate_api_client_secret
from plans.store.connection import Connection
from server.identity import Identities
from server.oauth.request import MAX_BODY_BYTES
from server.token import TokenRefused
from tests.server.oauth.stage import ADDRESS, READ_AND_WRITE, OAuthStage, now, viewer_of

pytestmark = pytest.mark.anyio

NOBODY = "3b0b6f0e-8a0f-4a63-9d3e-6d7f0f3c2b11"


def _basic(client_id: str, secret: str) -> str:
    return f"Basic {b64encode(f'{quote_plus(client_id)}:{quote_plus(secret)}'.encode()).decode()}"


def _assert_refused(answer: httpx2.Response, status: int, code: str) -> dict[str, str]:
    body = answer.json()
    assert (answer.status_code, body["error"]) == (status, code), body
    assert answer.headers["cache-control"] == "no-store"
    assert set(body) == {"error", "error_description"}
    description = body["error_description"]
    assert all(" " <= character <= "~" and character not in '"\\' for character in description)  # RFC 6749, 5.2
    assert answer.headers.get("www-authenticate", "").startswith("Basic ") == (status == 401)
    return body


async def _read(stage: OAuthStage, token: str) -> Any:
    """The person behind a token, as every door finds them."""
    scope = {"type": "http", "headers": [(b"authorization", f"Bearer {token}".encode())]}
    return (await Identities(stage.tokens, stage.database, ADDRESS).authenticate(Request(scope))).viewer


@pytest.mark.parametrize("way", ["body", "basic"])
async def test_a_client_gets_a_token_of_five_minutes_in_the_profile_of_rfc_9068(stage: OAuthStage, way: str) -> None:
    if way == "body":
        answer = await stage.ask(stage.form())
    else:
        form = stage.form(client_id=None, client_secret=None)
        answer = await stage.ask(form, Authorization=_basic(stage.client_id, stage.issued.secret))
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert body.pop("access_token").count(".") == 2
    assert body == {"token_type": "Bearer", "expires_in": 300, "scope": "plan:read plan:write"}
    decoded = jwt.decode(answer.json()["access_token"], stage.tokens.keys.verifying, algorithms=["Ed25519"])
    claims = decoded.claims
    assert decoded.header == {"typ": "at+jwt", "alg": "Ed25519", "kid": stage.tokens.keys.signing.kid}
    assert {name: claims[name] for name in ("iss", "aud", "sub", "client_id", "scope")} == {
        "iss": ADDRESS, "aud": ADDRESS, "sub": stage.client_id, "client_id": stage.client_id,
        "scope": "plan:read plan:write",
    }  # fmt: skip
    assert claims["exp"] - claims["iat"] == 300
    viewer = await _read(stage, answer.json()["access_token"])
    assert [(hat.organisation_id, hat.role) for hat in viewer.memberships] == [(stage.organisation_id, Role.CSM)]
    assert viewer.scopes == READ_AND_WRITE


async def test_two_tokens_differ_and_the_use_of_a_client_is_noted(stage: OAuthStage, owner: Connection) -> None:
    tokens = {(await stage.ask(stage.form())).json()["access_token"] for _ in range(2)}
    assert len({jwt.decode(token, stage.tokens.keys.verifying, algorithms=["Ed25519"]).claims["jti"]
                for token in tokens}) == 2  # fmt: skip
    assert await owner.fetchval("select last_used_at from api_client") is not None


async def test_a_client_may_ask_for_fewer_scopes(stage: OAuthStage) -> None:
    answer = await stage.ask(stage.form(scope="plan:read"))
    assert answer.json()["scope"] == "plan:read"
    assert (await _read(stage, answer.json()["access_token"])).scopes == {Scope.PLAN_READ}


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"grant_type": None}, 400, "invalid_request"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, 400, "unsupported_grant_type"),
        ({"resource": None}, 400, "invalid_request"),
        ({"resource": "https://elsewhere.example"}, 400, "invalid_target"),
        ({"resource": f"{ADDRESS}.elsewhere.example"}, 400, "invalid_target"),
        ({"resource": f"{ADDRESS}/other"}, 400, "invalid_target"),
        ({"resource": "urn:concordat"}, 400, "invalid_target"),
        ({"scope": "organisation:manage"}, 400, "invalid_scope"),
        ({"scope": "plan:read organisation:manage"}, 400, "invalid_scope"),
        ({"scope": "plan:fly"}, 400, "invalid_scope"),
        ({"scope": "plan:read  plan:write"}, 400, "invalid_scope"),
        ({"scope": " "}, 400, "invalid_scope"),
        ({"client_id": None}, 401, "invalid_client"),
        ({"client_secret": None}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"client_secret": "concordat_wrong"}, 401, "invalid_client"),
        ({"client_id": NOBODY}, 401, "invalid_client"),
        ({"client_id": "portal"}, 401, "invalid_client"),
        ({"client_id": "\x00"}, 401, "invalid_client"),
        ({"client_id": "csm@fernhill.example"}, 401, "invalid_client"),
    ],
    ids=str,
)
async def test_every_error_has_its_own_code(
    stage: OAuthStage, changes: dict[str, str | None], status: int, code: str
) -> None:
    _assert_refused(await stage.ask(stage.form(**changes)), status, code)


@pytest.mark.parametrize(
    "authorization",
    [
        "Basic",
        "Basic %%%",
        f"Basic {b64encode(b'no colon').decode()}",
        f"Basic {b64encode(bytes([255, 58, 255])).decode()}",
        "Bearer abc",
        "Digest username=portal",
        _basic(NOBODY, "concordat_wrong"),
    ],
)
async def test_an_authorization_header_that_shows_nobody_is_invalid_client(
    stage: OAuthStage, authorization: str
) -> None:
    form = stage.form(client_id=None, client_secret=None)
    _assert_refused(await stage.ask(form, Authorization=authorization), 401, "invalid_client")


async def test_id_and_secret_of_basic_are_form_decoded(stage: OAuthStage) -> None:
    form = stage.form(client_id=None, client_secret=None)
    encoded = "".join(f"%{ord(character):02X}" for character in stage.issued.secret)
    header = b64encode(f"{stage.client_id}:{encoded}".encode()).decode()
    assert (await stage.ask(form, Authorization=f"basic {header}")).status_code == 200


async def test_there_is_one_way_of_authentication_at_a_time(stage: OAuthStage) -> None:
    basic = _basic(stage.client_id, stage.issued.secret)
    _assert_refused(await stage.ask(stage.form(), Authorization=basic), 400, "invalid_request")
    named = stage.form(client_secret=None)
    assert (await stage.ask(named, Authorization=basic)).status_code == 200
    other = stage.form(client_secret=None, client_id=str(uuid4()))
    _assert_refused(await stage.ask(other, Authorization=basic), 400, "invalid_request")
    twice = [("Authorization", basic), ("Authorization", basic)]
    form = stage.form(client_id=None, client_secret=None)
    _assert_refused(await stage.http.post("/oauth/token", data=form, headers=twice), 400, "invalid_request")


async def test_only_a_form_with_each_parameter_once_and_of_sane_size_is_taken(stage: OAuthStage) -> None:
    good = "&".join(f"{name}={quote_plus(value)}" for name, value in stage.form().items())
    form = "application/x-www-form-urlencoded"

    async def post(body: str | bytes, content_type: str = form, query: str = "") -> httpx2.Response:
        return await stage.http.post(f"/oauth/token{query}", content=body, headers={"Content-Type": content_type})

    assert (await post(good, f"{form}; charset=UTF-8")).status_code == 200
    refused = [
        await post(good, "application/json"),
        await post(good, "multipart/form-data; boundary=x"),
        await post(good, query="?scope=plan:read"),
        await post(f"{good}&scope=plan:read&scope=plan:read"),
        await post(f"{good}&resource={quote_plus(ADDRESS)}"),
        await post(f"{good}&unknown=1&unknown=2"),
        await post(f"{good}&scope=%FF"),
        await post(f"{good}&{'&'.join(f'p{n}=1' for n in range(30))}"),
        await post(f"{good}&padding={'x' * MAX_BODY_BYTES}"),
        await post("client_secret"),
        await post("é".encode()),
    ]
    for answer in refused:
        _assert_refused(answer, 400, "invalid_request")
    assert (await stage.http.get("/oauth/token")).status_code == 405


async def test_an_unknown_client_and_a_wrong_secret_look_alike(stage: OAuthStage) -> None:
    wrong = new_client_secret(stage.issued.client.id)
    answers = [
        await stage.ask(stage.form(client_secret=wrong)),
        await stage.ask(stage.form(client_id=str(uuid4()))),
        await stage.ask(stage.form(client_id="nobody", client_secret="nothing")),
    ]
    assert len({(answer.status_code, answer.content, str(sorted(answer.headers.items()))) for answer in answers}) == 1


async def test_a_secret_belongs_to_its_client_alone(stage: OAuthStage) -> None:
    async with stage.database.logins.acquire() as connection:
        draft = ClientDraft("Other", Role.VIEWER, frozenset({Scope.PLAN_READ}))
        other = await create_api_client(connection, stage.admin, stage.organisation_id, draft, now())
    _assert_refused(await stage.ask(stage.form(client_id=str(other.client.id))), 401, "invalid_client")


async def test_two_secrets_overlap_at_rotation_and_never_three(stage: OAuthStage) -> None:
    client_id = stage.issued.client.id

    async def known(secret: str, later: int = 0) -> bool:
        async with stage.database.logins.acquire() as connection:
            return await find_client(connection, str(client_id), secret, now() + dt.timedelta(hours=later)) is not None

    async def rotate(hours: int) -> str:
        async with stage.database.logins.acquire() as connection:
            return (await rotate_api_client_secret(connection, stage.admin, client_id, hours, now())).secret

    first, second = stage.issued.secret, await rotate(2)
    assert [await known(first), await known(second)] == [True, True]
    assert [await known(first, 3), await known(second, 3)] == [False, True]
    third = await rotate(2)
    assert [await known(first), await known(second), await known(third)] == [False, True, True]
    fourth = await rotate(0)
    assert [await known(second), await known(third), await known(fourth)] == [False, False, True]
    for hours in (-1, 169):
        with pytest.raises(Refused, match="expected 0 to 168 hours"):
            await rotate(hours)


async def test_a_revoked_client_gets_no_tokens_and_those_it_has_are_worth_nothing(
    stage: OAuthStage, owner: Connection
) -> None:
    token = (await stage.ask(stage.form())).json()["access_token"]
    assert (await _read(stage, token)).person_id == stage.issued.client.id
    async with stage.database.logins.acquire() as connection:
        await revoke_client(connection, stage.admin, stage.issued.client.id, now())
    _assert_refused(await stage.ask(stage.form()), 401, "invalid_client")
    with pytest.raises(TokenRefused, match="not known here"):
        await _read(stage, token)
    assert await owner.fetchval("select count(*) from api_client_secret") == 0
    for change in (rotate_api_client_secret, revoke_client):
        arguments: tuple[Any, ...] = (1, now()) if change is rotate_api_client_secret else (now(),)
        async with stage.database.logins.acquire() as connection:
            with pytest.raises(Refused, match="cannot be undone"):
                await change(connection, stage.admin, stage.issued.client.id, *arguments)


async def test_a_client_that_its_organisation_removed_as_a_member_is_unauthorized(
    stage: OAuthStage, owner: Connection
) -> None:
    token = (await stage.ask(stage.form())).json()["access_token"]
    await owner.execute("delete from membership where person_id = $1", stage.issued.client.id)
    _assert_refused(await stage.ask(stage.form()), 400, "unauthorized_client")
    with pytest.raises(TokenRefused, match="not known here"):
        await _read(stage, token)


async def test_the_login_role_ends_memberships_of_revoked_clients_only(stage: OAuthStage, owner: Connection) -> None:
    async with stage.database.logins.acquire() as connection:
        await connection.execute("delete from membership")
    assert await owner.fetchval("select count(*) from membership") == 2
    client = await viewer_of(stage.database, stage.issued.client.id)
    assert client.name == "Portal"


async def test_secrets_are_in_neither_the_log_nor_the_audit_nor_the_database(
    stage: OAuthStage, owner: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with stage.database.logins.acquire() as connection:
        rotated = await rotate_api_client_secret(connection, stage.admin, stage.issued.client.id, 1, now())
    secrets = [stage.issued.secret, rotated.secret]
    for secret in secrets:
        await stage.ask(stage.form(client_secret=secret))
        await stage.ask(stage.form(client_secret=secret, resource="https://elsewhere.example"))
        await stage.ask(stage.form(client_id=secret, client_secret=f"{secret}x"))
        await stage.ask(stage.form(scope=secret, grant_type=secret))
        await stage.ask({}, Authorization=_basic(secret, secret))
        await stage.ask({}, Authorization=f"Basic {secret}")
    assert "no token (invalid_target)" in caplog.text
    assert f"no token (invalid_client) for {stage.client_id}" not in caplog.text  # who it was stood in the wrong field
    tables = await owner.fetch("select tablename from pg_tables where schemaname = 'concordat'")
    stored = "".join([str(await owner.fetch(f"select t::text from {row['tablename']} t")) for row in tables])
    assert "client:rotate_secret" in stored
    for secret in secrets:
        random = secret.removeprefix(f"concordat_{stage.issued.client.id.hex}_")
        assert len(random) == 43
        assert random not in caplog.text
        assert random not in stored


async def test_who_guesses_is_told_to_wait_and_who_knows_is_not(stage: OAuthStage) -> None:
    for _ in range(30):
        assert (await stage.ask(stage.form())).status_code == 200  # tokens may be had at will
    answers = [await stage.ask(stage.form(client_secret=new_client_secret(uuid4()))) for _ in range(8)]
    assert {answer.status_code for answer in answers} == {401, 429}
    body = _assert_refused(answers[-1], 429, "slow_down")
    assert "Wait" in body["error_description"]
    assert int(answers[-1].headers["retry-after"]) > 0
    _assert_refused(await stage.ask(stage.form()), 429, "slow_down")  # from the address of the guesses
    other = stage.form(client_id=str(uuid4()))
    _assert_refused(await stage.ask(other), 401, "invalid_client")  # another account is not affected


async def test_a_secret_is_renewed_only_by_who_has_the_scopes_of_its_client(stage: OAuthStage) -> None:
    program = replace(stage.admin, scopes=frozenset({Scope.PLAN_READ, Scope.ORGANISATION_MANAGE}))
    async with stage.database.logins.acquire() as connection:
        with pytest.raises(Refused, match="plan:write"):
            await rotate_api_client_secret(connection, program, stage.issued.client.id, 1, now())
    assert (await stage.ask(stage.form())).status_code == 200  # the secret is what it was
