"""Signing keys: a new one is published before it signs, old ones verify as long as their tokens last."""

import asyncio
import json
import time
from base64 import urlsafe_b64decode
from pathlib import Path

import httpx2
import pytest
from joserfc import jwt

from plans.rules.identifier import new_id
from server.cli import main
from server.errors import SettingError
from server.key import (
    LONGEST_TOKEN_SECONDS,
    LOOK_EVERY_SECONDS,
    PUBLISHED_SECONDS,
    TokenKeys,
    create_keys,
    prune_keys,
    read_token_keys,
    rotate_keys,
)
from server.settings import UNNAMED_ISSUER
from server.token import TokenRefused, Tokens
from tests.conftest import ServerFactory
from tests.server.access import open_program

pytestmark = pytest.mark.anyio
HOUR = 3_600


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


def _kids(keys: TokenKeys) -> list[str]:
    return [str(key.key.kid) for key in keys.published]


def test_a_new_key_is_published_then_signs_and_the_old_one_verifies_until_its_tokens_are_over(tmp_path: Path) -> None:
    create_keys(tmp_path)
    clock = Clock()
    running = TokenKeys(tmp_path, clock)
    old = running.signing.kid
    new = rotate_keys(tmp_path, clock.now).key.kid
    assert _kids(running) == [old]  # not looked yet
    clock.now += LOOK_EVERY_SECONDS
    assert _kids(running) == [old, new]
    assert running.signing.kid == old
    clock.now += PUBLISHED_SECONDS
    assert running.signing.kid == new
    clock.now += LONGEST_TOKEN_SECONDS
    assert _kids(running) == [old, new]
    assert prune_keys(tmp_path, clock.now) == []
    clock.now += PUBLISHED_SECONDS
    assert _kids(running) == [new]
    assert prune_keys(tmp_path, clock.now) == [old]
    assert [path.stem for path in tmp_path.glob("token/*")] == [new]
    assert prune_keys(tmp_path, clock.now + 10 * LONGEST_TOKEN_SECONDS) == []  # the last one stays


def test_keys_in_quick_succession_take_over_one_after_the_other(tmp_path: Path) -> None:
    create_keys(tmp_path)
    clock = Clock()
    first = read_token_keys(tmp_path).signing.kid
    second = rotate_keys(tmp_path, clock.now + 1).key.kid
    third = rotate_keys(tmp_path, clock.now + 60).key.kid
    running = TokenKeys(tmp_path, clock)
    signing: list[str | None] = []
    for _ in range(3):
        signing.append(running.signing.kid)
        clock.now += PUBLISHED_SECONDS / 2 + 20
    assert signing == [first, first, second]
    clock.now += 60
    assert running.signing.kid == third


def test_a_key_without_a_date_counts_from_its_file(tmp_path: Path) -> None:
    create_keys(tmp_path)
    (path,) = (tmp_path / "token").glob("*.jwk")
    path.write_text(path.read_text().replace('"iat"', '"was"'))
    assert time.time() - TokenKeys(tmp_path).published[0].made_at < HOUR


def test_a_running_server_bears_with_a_folder_that_is_away(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    create_keys(tmp_path)
    clock = Clock()
    running = TokenKeys(tmp_path, clock)
    kid = running.signing.kid
    (path,) = (tmp_path / "token").glob("*.jwk")
    content = path.read_text()
    for broken in ("{", "[]", '{"kty": "oct", "k": "AA"}', "5"):
        path.write_text(broken)
        clock.now += LOOK_EVERY_SECONDS
        assert running.signing.kid == kid
    path.unlink()
    clock.now += LOOK_EVERY_SECONDS
    assert running.signing.kid == kid
    assert "those of before go on" in caplog.text
    assert content not in caplog.text
    path.write_text(content)
    new = rotate_keys(tmp_path, clock.now).key.kid
    clock.now += LOOK_EVERY_SECONDS
    assert _kids(running) == [kid, new]


def test_there_is_nothing_to_rotate_before_there_is_a_key(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="Run `concordat migrate` once"):
        rotate_keys(tmp_path, time.time())


def test_the_command_says_when_the_key_signs_and_when_the_old_one_is_over(
    keys_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONCORDAT_KEYS", str(keys_folder))
    main(["keys", "rotate"])
    assert "it signs from" in capsys.readouterr().out
    main(["keys", "prune"])
    assert capsys.readouterr().out == "Every key is still needed.\n"
    assert len(list((keys_folder / "token").glob("*.jwk"))) == 2
    assert all(path.stat().st_mode & 0o077 == 0 for path in (keys_folder / "token").iterdir())


async def test_a_running_server_takes_up_a_new_key_without_a_restart(servers: ServerFactory, keys_folder: Path) -> None:
    (path,) = (keys_folder / "token").glob("*.jwk")
    path.write_text(json.dumps({**json.loads(path.read_text()), "iat": time.time() - 24 * HOUR}))
    server = servers.start()
    person, query = new_id(), {"query": "{ __typename }"}
    async with httpx2.AsyncClient(base_url=server.url) as http, open_program(servers, server) as program:

        async def signing() -> str:
            return urlsafe_b64decode(f"{(await program.token()).split('.')[0]}==").decode()

        async def status(token: str) -> str:
            answer = await http.post("/graphql", json=query, headers={"Authorization": f"Bearer {token}"})
            return answer.json()["errors"][0]["message"]

        async def published() -> list[str]:
            return [key["kid"] for key in (await http.get("/.well-known/jwks.json")).json()["keys"]]

        async def becomes(expected: list[str | None]) -> None:
            until = time.monotonic() + 10 * LOOK_EVERY_SECONDS
            while await published() != expected and time.monotonic() < until:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.1)
            assert await published() == expected

        before = Tokens(read_token_keys(keys_folder), UNNAMED_ISSUER)
        old_token, old = before.issue(person, 60), before.keys.signing.kid
        assert await published() == [old]
        new = rotate_keys(keys_folder, time.time() - PUBLISHED_SECONDS).key.kid  # it signs as soon as it is noticed
        assert new is not None
        await becomes([old, new])
        assert new in await signing()
        third = rotate_keys(keys_folder, time.time()).key.kid
        await becomes([old, new, third])
        assert new in await signing()  # the third is published first
        after = Tokens(read_token_keys(keys_folder), UNNAMED_ISSUER)
        for token in (old_token, after.issue(person, 60)):
            assert "not known here" in await status(token)  # the signature holds, there is no such person
        assert "not valid" in await status(f"{old_token[:-8]}AAAAAAAA")


def test_a_token_that_names_a_foreign_or_no_key_is_refused(tokens: Tokens, tmp_path: Path) -> None:
    create_keys(tmp_path / "other")
    foreign = read_token_keys(tmp_path / "other").signing
    claims = {"iss": UNNAMED_ISSUER, "aud": UNNAMED_ISSUER, "sub": str(new_id()), "iat": int(time.time())}
    claims |= {"exp": int(time.time()) + 60}
    for key, kid in ((foreign, foreign.kid), (tokens.keys.signing, foreign.kid), (foreign, "../../etc/passwd")):
        header = {"typ": "at+jwt", "alg": "Ed25519", "kid": kid}
        with pytest.raises(TokenRefused):
            tokens.read(jwt.encode(header, claims, key, algorithms=["Ed25519"]))
