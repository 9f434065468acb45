"""A plan edited through a real server's GraphQL endpoint, by the names that the declaration gives."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2

from plans.rules.declaration import Collection, DocumentKind, Field
from plans.rules.document import DOCUMENTS, INTERNAL
from plans.rules.role import Role, Side
from plans.rules.value import Kind
from server.token import Tokens

SINGLES = {"plan": "Plan", "internal": "InternalPlan"}
VALUES: dict[Kind, tuple[Any, Any]] = {
    Kind.TEXT: ("first words", "other words"),
    Kind.STRING: ("a line", "another line"),
    Kind.NUMBER: (7.5, -2.0),
    Kind.INTEGER: (7, 14),
    Kind.MONEY: ("12.5", "900"),
    Kind.CURRENCY: ("EUR", "CHF"),
    Kind.DATE: ("2026-09-30", "2027-01-01"),
    Kind.BOOLEAN: (True, False),
    Kind.POSITION: ("Vfirst", "Wsecond"),
}


def type_name(collection: Collection) -> str:
    """The name of a collection's GraphQL type."""
    return SINGLES.get(collection.root) or "".join(word.capitalize() for word in collection.table.split("_"))


def noun(collection: Collection) -> str:
    """Under which field of a success the entity is."""
    name = {"internal": "internal"}.get(collection.root) or type_name(collection)
    return name[0].lower() + name[1:]


def input_name(declared: Field) -> str:
    """The input field of a declared one."""
    return f"{declared.name}Id" if declared.refers_to else declared.name


def collection_of(root: str) -> Collection:
    """A declared collection."""
    return next(found for document in DOCUMENTS.values() if (found := document.collection(root)))


@dataclass
class PlanApi:
    """One plan on a server; ``people`` and ``contacts`` are those of its account by role."""

    http: httpx2.Client
    tokens: Tokens
    plan_id: UUID
    account_id: UUID
    people: Mapping[Role, UUID]
    contacts: Mapping[Role, UUID]

    def ask(self, query: str, role: Role = Role.CSM, **variables: object) -> Any:
        """The data of one operation."""
        token = self.tokens.issue(self.people[role], 600)
        answer = self.http.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.status_code == 200, answer.text
        assert "errors" not in answer.json(), answer.text
        return answer.json()["data"]

    def do(self, verb: str, collection: Collection, role: Role = Role.CSM, /, **given: object) -> Any:
        """One mutation's answer, its entity under ``entity``."""
        name = f"{verb}{type_name(collection)}"
        fields = selection(collection)
        seen = "removedId" if verb == "remove" else f"entity: {noun(collection)} {{ {fields} }}"
        stale = (
            ""
            if verb == "create"
            else f"... on StaleVersion {{ currentVersion message current {{ __typename version "
            f"... on {type_name(collection)} {{ {fields} }} }} }}"
        )
        query = (
            f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{ __typename "
            f"... on {name[0].upper()}{name[1:]}Success {{ plan {{ id }} {seen} }} {stale} "
            "... on Refusal { message problems { code message path } } } }"
        )
        return self.ask(query, role, input={"planId": str(self.plan_id), **given})[name]

    def create(self, collection: Collection, /, **given: object) -> str:
        """The id of a new entity."""
        made = self.do("create", collection, **given)
        assert made["__typename"] == f"Create{type_name(collection)}Success", made
        return made["entity"]["id"]

    def read(self, collection: Collection, entity_id: str | None) -> Any:
        """An entity as a reader finds it in the plan; ``None``: it is not there."""
        fields = selection(collection)
        listed = fields if collection.single else f"{collection.root} {{ {fields} }}"
        internal = collection in INTERNAL.collections
        query = f"query ($id: ID!) {{ plan(id: $id) {{ {f'internal {{ {listed} }}' if internal else listed} }} }}"
        plan = self.ask(query, id=str(self.plan_id))["plan"]
        found = plan["internal"] if internal else plan
        if collection.single:
            return found
        return next((entity for entity in found[collection.root] if entity["id"] == entity_id), None)

    def schedule_review(self) -> str:
        """The id of a new review of the plan."""
        query = """mutation ($input: ScheduleReviewInput!) { scheduleReview(input: $input) {
            ... on ScheduleReviewSuccess { review { id } } } }"""
        planned = {
            "planId": str(self.plan_id),
            "kind": "WEEKLY",
            "plannedFor": (dt.datetime.now(dt.UTC) + dt.timedelta(days=7)).isoformat(),
        }
        return self.ask(query, input=planned)["scheduleReview"]["review"]["id"]

    def values(self, collection: Collection, place: int) -> dict[str, Any]:
        """A value for every declared field: the first or the second of two."""
        return {input_name(declared): self._value(declared, place) for declared in collection.fields}

    def _value(self, declared: Field, place: int) -> Any:
        if declared.type.kind is Kind.ENUM:
            return declared.type.choices[(0, -1)[place]].upper()
        if not declared.refers_to:
            return VALUES[declared.type.kind][place]
        target = declared.refers_to[(0, -1)[place]]
        if target == "contact":
            sides = {Side.VENDOR: (Role.CSM, Role.ADMIN), Side.CUSTOMER: (Role.SPONSOR, Role.CHAMPION)}
            return str(self.contacts[sides[declared.side or Side.VENDOR][place]])
        if target == "review":
            return self.schedule_review()
        return self.create(collection_of(target))


def selection(collection: Collection) -> str:
    """Every declared field, the id where there is one, and the version."""
    names = [input_name(declared) for declared in collection.fields]
    return " ".join([*([] if collection.root == "internal" else ["id"]), "version", *names])


def is_internal(collection: Collection) -> bool:
    """Whether it is the vendor's own."""
    return collection in DOCUMENTS[DocumentKind.INTERNAL].collections
