"""Role × declared field through real sockets: exactly the writes that the declaration grants get in."""

import asyncio
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from pycrdt import Map, Text

from collab.author import Author
from collab.plan import create_plan
from plans.rules.declaration import Collection, Document, DocumentKind, Field
from plans.rules.document import DOCUMENTS, INTERNAL, SHARED
from plans.rules.identifier import new_id
from plans.rules.role import ROLES_OF, Role, Side
from plans.rules.value import Kind
from plans.store.account import ContactRow, insert_contact
from server.database import open_operator
from tests.cluster import Cluster
from tests.conftest import ServerFactory
from tests.make import MadeAccount, make_account
from tests.server.document_socket import DocumentSocket, Refused, open_document
from tests.server_process import ServerProcess

SIDE_OF = {role: side for side, roles in ROLES_OF.items() for role in roles}
ROLES = [role for role in Role if SIDE_OF[role] is not Side.PARTNER]
VALUES: dict[Kind, Any] = {
    Kind.STRING: "a line", Kind.NUMBER: 7.5, Kind.INTEGER: 7.0, Kind.MONEY: "12.50", Kind.CURRENCY: "EUR",
    Kind.DATE: "2026-09-30", Kind.BOOLEAN: True, Kind.POSITION: "V",
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """A plan with one entity of each collection, and for each role a contact and a task of their own."""

    server: ServerProcess
    servers: ServerFactory
    account: MadeAccount
    plan_id: UUID
    contacts: dict[Role, UUID]
    entities: dict[str, str]
    own_tasks: dict[Role, str]

    def open(
        self, role: Role, document: Document = SHARED, client_id: int | None = None
    ) -> AbstractContextManager[DocumentSocket]:
        token = self.servers.tokens.issue(self.account.people[role], 600)
        path = f"{self.plan_id}/internal" if document.kind is DocumentKind.INTERNAL else str(self.plan_id)
        return open_document(f"{self.server.websocket_url}/collab/{path}", token, document, client_id)


@dataclass(frozen=True)
class Stage:
    """A server, and an account with a person and a contact of each role."""

    server: ServerProcess
    servers: ServerFactory
    account: MadeAccount
    contacts: dict[Role, UUID]
    owner_url: str

    def scene(self) -> Scene:
        """A new plan."""
        plan_id = asyncio.run(_make_plan(self.owner_url, self.account))
        scene = Scene(self.server, self.servers, self.account, plan_id, self.contacts, {}, {})
        for document in DOCUMENTS.values():
            with scene.open(Role.CSM, document) as csm:
                for collection in document.collections:
                    if not collection.single:
                        scene.entities[collection.root], update = csm.client.create(collection.root)
                        csm.send(update)
                for role in ROLES if document is SHARED else ():
                    scene.own_tasks[role], update = csm.client.create("tasks", owner=str(self.contacts[role]))
                    csm.send(update)
        return scene


@pytest.fixture
def stage(servers: ServerFactory, cluster: Cluster, database_name: str) -> Stage:
    owner_url = cluster.owner_url(database_name)
    account, contacts = asyncio.run(_make_account(owner_url))
    return Stage(servers.start(), servers, account, contacts, owner_url)


async def _make_account(owner_url: str) -> tuple[MadeAccount, dict[Role, UUID]]:
    async with open_operator(owner_url) as operator, operator.transaction():
        account = await make_account(operator)
        vendor_id, account_id = account.row.vendor_id, account.row.id
        contacts = {role: new_id() for role in ROLES}
        for role, contact in contacts.items():
            row = ContactRow(vendor_id, contact, account_id, account.people[role], SIDE_OF[role], role, "", None)
            await insert_contact(operator, row)
    return account, contacts


async def _make_plan(owner_url: str, account: MadeAccount) -> UUID:
    async with open_operator(owner_url) as operator, operator.transaction():
        csm = Author(account.people[Role.CSM], "api", "CSM", Side.VENDOR, Role.CSM)
        return await create_plan(operator, new_id(), account.row, csm, {"title": "Rights"})


def value_of(field: Field) -> Any:
    """A value that the field takes."""
    if field.type.kind is Kind.ENUM:
        return field.type.choices[0]
    return str(new_id()) if field.type.kind is Kind.REFERENCE else VALUES[field.type.kind]


def write(socket: DocumentSocket, collection: Collection, entity: str | None, field: Field) -> None:
    """Write one field as a page does."""

    def change(roots: dict[str, Map[Any]]) -> None:
        shared = roots[collection.root] if entity is None else roots[collection.root][entity]
        if field.is_text:
            shared[field.name].insert(0, "typed ")
        else:
            shared[field.name] = value_of(field)

    socket.edit(change)


@dataclass(frozen=True)
class Place:
    """One field of one entity."""

    document: Document
    collection: Collection
    field: Field
    entity: str | None

    @property
    def path(self) -> str:
        return "/".join(part for part in (self.collection.root, self.entity, self.field.name) if part)


def ending(scene: Scene, role: Role, place: Place) -> Refused | None:
    """How a role's write of a field ends: ``None`` where it is admitted."""
    try:
        with scene.open(role, place.document) as socket:
            write(socket, place.collection, place.entity, place.field)
    except Refused as refused:
        return refused
    return None


def gets_in(scene: Scene, role: Role, place: Place) -> bool:
    """Whether a role's write is admitted; where it is not, that the refusal is the right one."""
    refused = ending(scene, role, place)
    if refused is not None and place.document is INTERNAL and SIDE_OF[role] is not Side.VENDOR:
        assert refused.code == 4404
    elif refused is not None:
        assert refused.code == 4403
        assert refused.reason.startswith(place.path[:110])
    return refused is None


def test_exactly_the_declared_writes_get_in(stage: Stage) -> None:
    for role in ROLES:
        scene = stage.scene()
        for document in DOCUMENTS.values():
            places = [
                Place(document, collection, field, scene.entities.get(collection.root))
                for collection in document.collections
                for field in collection.fields
            ]
            granted = [place for place in places if role in place.collection.authors]
            if granted:
                with scene.open(role, document) as socket:
                    for place in granted:
                        write(socket, place.collection, place.entity, place.field)
            for place in places:
                assert place in granted or not gets_in(scene, role, place), (role, place.path)


def test_exactly_the_declared_roles_add_and_remove(stage: Stage) -> None:
    for role in ROLES:
        scene = stage.scene()
        for document, collection in [(d, c) for d in DOCUMENTS.values() for c in d.collections if not c.single]:
            expected = {True} if role in collection.authors else {False}
            assert {_adds(scene, role, document, collection), _removes(scene, role, document, collection)} == expected


def _adds(scene: Scene, role: Role, document: Document, collection: Collection) -> bool:
    try:
        with scene.open(role, document) as socket:
            socket.send(socket.client.create(collection.root)[1])
    except Refused as refused:
        return refused.code not in {4403, 4404}
    return True


def _removes(scene: Scene, role: Role, document: Document, collection: Collection) -> bool:
    try:
        with scene.open(role, document) as socket:
            socket.edit(lambda roots: roots[collection.root].pop(scene.entities[collection.root]))
    except Refused as refused:
        return refused.code not in {4403, 4404}
    return True


def test_who_does_writes_the_tasks_that_are_theirs_and_keeps_them(stage: Stage) -> None:
    for role in (Role.MEMBER, Role.CONTRIBUTOR, Role.FINANCE, Role.VIEWER):
        _check_own_tasks(stage.scene(), role)


def _check_own_tasks(scene: Scene, role: Role) -> None:
    tasks = SHARED.collection("tasks")
    assert tasks is not None
    mine, other = scene.own_tasks[role], scene.own_tasks[Role.CHAMPION]
    for field in tasks.fields:
        may = role in tasks.own_authors and field.name != "owner"
        assert gets_in(scene, role, Place(SHARED, tasks, field, mine)) == may, field.name
        assert not gets_in(scene, role, Place(SHARED, tasks, field, other)), field.name
    for steal in ({"owner": str(scene.contacts[role])}, {"owner": str(scene.contacts[role]), "done": True}):
        with pytest.raises(Refused, match="4403"), scene.open(role) as socket:
            socket.edit(lambda roots, change=steal: roots["tasks"][other].update(change))
    with pytest.raises(Refused, match="4403"), scene.open(role) as socket:
        socket.edit(lambda roots: roots["tasks"].pop(mine))


def test_an_owner_that_a_side_has_set_is_changed_by_that_side_alone(stage: Stage) -> None:
    _check_owner(stage.scene(), "customerOwner", Role.CHAMPION, Role.CSM, Role.SPONSOR)
    _check_owner(stage.scene(), "vendorOwner", Role.CSM, Role.SPONSOR, Role.ADMIN)


def _check_owner(scene: Scene, name: str, setter: Role, stranger: Role, colleague: Role) -> None:
    outcome = scene.entities["outcomes"]

    def set_owner(role: Role, value: str | None) -> None:
        with scene.open(role) as socket:
            if value is None:
                socket.edit(lambda roots: roots["outcomes"][outcome].pop(name))
            else:
                socket.edit(lambda roots: roots["outcomes"][outcome].update({name: value}))

    set_owner(stranger, str(scene.contacts[setter]))  # proposed by the other side
    set_owner(setter, str(scene.contacts[setter]))
    for value in (str(scene.contacts[colleague]), None):
        with pytest.raises(Refused) as refused:
            set_owner(stranger, value)
        assert refused.value.code == 4403
        assert name in refused.value.reason
    with pytest.raises(Refused, match="4403"), scene.open(stranger) as socket:  # as a part of something bigger
        socket.edit(lambda roots: roots["outcomes"][outcome].update({"metric": "tickets", name: "x" * 8}))
    set_owner(colleague, str(scene.contacts[colleague]))
    set_owner(setter, None)
    set_owner(stranger, str(scene.contacts[setter]))  # cleared: it may be proposed anew


def test_nobody_writes_under_the_client_id_of_another(stage: Stage) -> None:
    scene = stage.scene()
    with scene.open(Role.CSM, client_id=4711) as csm:
        csm.edit(lambda roots: roots["plan"]["goal"].insert(0, "Ours. "))
        with pytest.raises(Refused) as refused, scene.open(Role.CHAMPION, client_id=4711) as champion:
            champion.edit(lambda roots: roots["plan"]["goal"].insert(0, "Theirs. "))
        assert (refused.value.code, "4711" in refused.value.reason) == (4403, True)
    other = scene.servers.start()
    elsewhere = Scene(other, scene.servers, scene.account, scene.plan_id, {}, {}, {})
    with pytest.raises(Refused, match="4403"), elsewhere.open(Role.ADMIN, client_id=4711) as admin:
        admin.edit(lambda roots: roots["plan"]["goal"].insert(0, "Mine. "))
    with elsewhere.open(Role.CSM, client_id=4711) as csm:
        csm.edit(lambda roots: roots["plan"]["goal"].insert(0, "Again. "))


def test_an_edit_beside_a_refused_one_is_not_half_applied(stage: Stage) -> None:
    scene = stage.scene()
    mine = scene.own_tasks[Role.MEMBER]
    with pytest.raises(Refused, match="4403"), scene.open(Role.MEMBER) as member:
        member.edit(
            lambda roots: (
                roots["tasks"][mine].update({"done": True}),
                roots["outcomes"][scene.entities["outcomes"]].update({"target": 1.0}),
            )
        )
    with scene.open(Role.CSM) as csm:
        content = csm.client.content()
    assert "done" not in content["tasks"][mine]
    assert "target" not in content["outcomes"][scene.entities["outcomes"]]


def test_readers_synchronise_and_see_what_others_write(stage: Stage) -> None:
    scene = stage.scene()
    with scene.open(Role.FINANCE) as finance, scene.open(Role.CSM) as csm:
        finance.send(finance.client.doc.get_update())  # an honest step 2 that changes nothing
        csm.edit(lambda roots: roots["plan"]["goal"].insert(0, "Read me"))
        text = finance.client.text("plan", None, "goal")
        assert isinstance(text, Text)
