"""From a database that holds nobody to a plan of both sides: the commands of docs/operations.md, then the API."""

import re
import shlex
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from server.cli import main
from tests.cluster import Cluster
from tests.server_process import ServerProcess, free_port

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "operations.md").read_text()
SECTION = PAGE.partition("## The first vendor\n")[2].partition("\n## ")[0]
COMMANDS = re.findall(r"^(?:vendor=\$\()?concordat (.*?)\)?$", SECTION, re.MULTILINE)
VIEWER = "{ viewer { memberships { role organisation { id name side } } } }"


@pytest.fixture
def server(
    cluster: Cluster, database_name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Generator[ServerProcess]:
    """A server on a migrated database without a row, which the command line is set to use as well."""
    port = free_port()
    for name, value in {
        "DATABASE_URL": cluster.service_url(database_name),
        "CONCORDAT_MIGRATE_URL": cluster.owner_url(database_name),
        "CONCORDAT_DATA": str(tmp_path),
        "CONCORDAT_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }.items():
        monkeypatch.setenv(name, value)
    main(["migrate"])
    started = ServerProcess(cluster.service_url(database_name), tmp_path / "keys", tmp_path, port)
    started.start()
    yield started
    started.kill()


def test_the_way_from_an_empty_database_to_a_plan_of_both_sides(
    server: ServerProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> str:
        capsys.readouterr()
        main(arguments)
        return capsys.readouterr().out.strip()

    def ask(email: str, query: str, /, **variables: object) -> Any:
        headers = {"Authorization": f"Bearer {run('token', email)}"}
        sent = {"query": query, "variables": variables}
        answer = httpx2.post(f"{server.url}/graphql", json=sent, headers=headers, timeout=30).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def change(email: str, mutation: str, success: str, /, **given: object) -> Any:
        name = mutation[0].upper() + mutation[1:]
        refused = "... on Refusal { problems { code message path } }"
        query = (
            f"mutation ($input: {name}Input!) {{ {mutation}(input: $input) "
            f"{{ __typename ... on {name}Success {{ {success} }} {refused} }} }}"
        )
        answer = ask(email, query, input=given)[mutation]
        assert answer["__typename"] == f"{name}Success", answer
        return answer

    organisation, invite = COMMANDS
    vendor_id = run(*shlex.split(organisation))
    assert run(*shlex.split(invite.replace("$vendor", vendor_id))).startswith(f"{server.url}/login?invitation=")
    admin, csm, sponsor = "admin@fernhill.example", "csm@fernhill.example", "sponsor@quarry.example"
    vendor = {"id": vendor_id, "name": "Fernhill Software", "side": "VENDOR"}
    assert ask(admin, VIEWER)["viewer"]["memberships"] == [{"role": "ADMIN", "organisation": vendor}]

    invited = "invitation { url member { person { id } } }"
    change(admin, "inviteMember", invited, organisationId=vendor_id, email=csm, name="Carla", role="CSM")
    account = change(
        csm, "createAccount", "account { id customer { id name side } }",
        organisationId=vendor_id, name="Quarry", customerName="Quarry Group", engagedOn="2026-01-05",
    )["account"]  # fmt: skip
    customer = account["customer"]
    brought_in: Any = change(
        admin, "inviteMember", invited, organisationId=customer["id"], email=sponsor, name="Sam Stone", role="SPONSOR"
    )
    assert ask(sponsor, VIEWER)["viewer"]["memberships"] == [{"role": "SPONSOR", "organisation": customer}]

    contact = change(
        csm, "createContact", "contact { id }", accountId=account["id"], side="CUSTOMER", name="Sam Stone",
        role="SPONSOR", personId=brought_in["invitation"]["member"]["person"]["id"],
    )["contact"]["id"]  # fmt: skip
    plan = change(csm, "createPlan", "plan { id }", accountId=account["id"], title="Fewer disputes")["plan"]["id"]
    change(sponsor, "createOutcome", "outcome { id }", planId=plan, objective="Nobody calls", customerOwnerId=contact)
    change(sponsor, "inviteMember", invited, organisationId=customer["id"], email="c@quarry.example", name="Cleo",
           role="CHAMPION")  # fmt: skip
    read = "query ($id: ID!) { plan(id: $id) { title account { name } outcomes { objective customerOwner { name } } } }"
    for email in (admin, csm, sponsor, "c@quarry.example"):
        assert ask(email, read, id=plan)["plan"] == {
            "title": "Fewer disputes",
            "account": {"name": "Quarry"},
            "outcomes": [{"objective": "Nobody calls", "customerOwner": {"name": "Sam Stone"}}],
        }
