"""What one operation reads, and what it leaves unread."""

import asyncio
import gc

import pytest

from server.database import Database
from server.token import Tokens
from tests.api import open_api
from tests.server.following import CSM

pytestmark = pytest.mark.anyio

# The list that is too long ends the answer while what stands before it is still to be read.
MEASUREMENTS = "outcomes { latest { id } measurements(first: 101) { nodes { id } } }"
TOO_LONG = {
    "by loaders": f"{{ viewer {{ plans(first: 2) {{ nodes {{ changedAt {MEASUREMENTS} }} }} }} }}",
    "by several at once": f"{{ viewer {{ plans(first: 2) {{ nodes {{ findings {{ code }} {MEASUREMENTS} }} }} }} }}",
}


@pytest.mark.parametrize("read", TOO_LONG)
async def test_what_an_error_leaves_unread_is_not_complained_about(
    demo: Database, tokens: Tokens, caplog: pytest.LogCaptureFixture, read: str
) -> None:
    async with open_api(demo, tokens) as api:
        for _ in range(3):  # by graphql-core, then compiled as well
            answer = (await api.post(CSM, TOO_LONG[read])).json()
            assert answer["data"] is None
            assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_REQUEST"]
        await asyncio.sleep(0)
        gc.collect()  # a future whose error nobody took says so when it goes
    assert caplog.records == []
