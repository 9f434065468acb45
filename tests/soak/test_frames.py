"""A short version of the frame campaign; the whole runs under `make soak`."""

import pytest
import uvloop

from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.soak.campaign import DOCUMENTED, OTHER_PERSON, PERSON, STRANGER, attack
from tests.soak.frames import PASSES
from tests.soak.memory import MEBIBYTE

FRAMES = 6_000
FRAMES_PER_PLAN = 2_000
GROWTH_MIB = 24  # after the first plan; a session that leaks its 64 KiB of buffers would take twice that
CLASSES = 60  # how many different things are tried: fewer means that the campaign lost some


@pytest.mark.soak
def test_hostile_frames_are_refused_with_their_code_and_change_nothing_for_others(servers: ServerFactory) -> None:
    server = servers.start()
    tokens = {who: servers.tokens.issue(demo_id(who), 600) for who in (PERSON, OTHER_PERSON, STRANGER)}
    outcome = uvloop.run(attack(server, servers.database_url, tokens, FRAMES, 20_260_801, FRAMES_PER_PLAN))
    assert outcome.problems == []
    assert outcome.frames >= FRAMES
    assert set(outcome.codes) <= DOCUMENTED | {PASSES}
    assert len(outcome.classes) >= CLASSES
    assert outcome.honest_edits > 0
    grown = (outcome.memory[-1].resident - outcome.memory[0].resident) / MEBIBYTE
    assert grown < GROWTH_MIB
