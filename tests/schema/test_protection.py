"""What a document may ask for, and what it costs."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLError, OperationDefinitionNode, build_schema, parse

from schema.document_cache import DocumentCache
from schema.protection import (
    LIST_SIZE,
    MAX_PAGE,
    MAX_VALUES,
    MUTATION_COST,
    limit_problems,
    operation_cost,
    variables_problem,
)

SCHEMA = build_schema("""
    type Query { plan: Plan, plans: [Plan!]!, account: Account, search: [Result!]!, nodes(ids: [ID!]!): [Plan]! }
    type Mutation { sign: Plan, close: Plan }
    type Plan { title: String, goals: [String!]!, tasks: [Task!]!, page(first: Int): [Task!]! }
    type Task { title: String, plan: Plan }
    type Account { plans(first: Int, after: String): PlanConnection }
    type PlanConnection { edges: [PlanEdge!]!, nodes: [Plan!]!, totalCount: Int }
    type PlanEdge { cursor: String, node: Plan }
    union Result = Plan | Task
""")


def _cost(text: str, **variables: Any) -> int:
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return operation_cost(SCHEMA, document, operation, variables)


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("{ plan { title goals } }", 3),
        ("{ plans { title } }", 1 + LIST_SIZE),
        ("{ plans { tasks { title } } }", 1 + LIST_SIZE * (1 + LIST_SIZE)),
        ("{ plan { page(first: 20) { title plan { title } } } }", 2 + 20 * 3),
        ("{ account { plans(first: 10) { totalCount edges { cursor node { title } } } } }", 4 + 10 * 3),
        ("{ account { plans(first: 10) { ...C } } } fragment C on PlanConnection { nodes { title } }", 3 + 10),
        ("{ account { plans(first: 1000000) { nodes { title } } } }", 3 + MAX_PAGE),
        ("{ search { ... on Plan { title } ... on Task { title } } }", 1 + 2 * LIST_SIZE),
        ("{ a: plan { ...T } b: plan { ...T } } fragment T on Plan { title }", 4),
        ("mutation { sign { title } ...M } fragment M on Mutation { close { title } }", 4 + 2 * MUTATION_COST),
        ('{ nodes(ids: ["a", "b", "c"]) { title } }', 1 + 3),
        ("query ($ids: [ID!]!) { nodes(ids: $ids) { title } }", 1 + MAX_PAGE),
        ("{ __schema { types { name fields { name } } } }", 5),
    ],
)
def test_what_an_operation_costs(text: str, cost: int) -> None:
    assert _cost(text) == cost


def test_a_length_that_is_a_variable_counts_as_given() -> None:
    text = "query ($n: Int) { plan { page(first: $n) { title } } }"
    assert [_cost(text, n=7), _cost(text), _cost(text, n="7"), _cost(text, n=-1)] == [9, 2 + MAX_PAGE, 2 + MAX_PAGE, 3]


def test_limits_are_judged_without_the_schema() -> None:
    assert limit_problems(parse("{ nobody { knows { these } } }")) == []
    (problem,) = limit_problems(parse("{ plan { ...A } } fragment A on Plan { tasks { plan { ...A } } }"))
    assert "spreads itself" in problem.message
    (problem,) = limit_problems(parse("{ a " * 21 + "}" * 21))
    assert problem.extensions == {"code": "LIMIT_EXCEEDED", "limit": 20}
    assert "expected at most 20 fields inside each other, got 21" in problem.message


VARIABLES: list[tuple[object, int | None]] = [
    ({"ids": ["a"] * (MAX_VALUES - 1)}, None),
    ({"ids": ["a"] * MAX_VALUES}, MAX_VALUES + 1),
    ({"ids": ["a"] * 100_000}, 100_001),
    ({"input": {str(at): at for at in range(MAX_VALUES)}}, MAX_VALUES + 1),
    ({"input": [{"a": [1, {}]}] * (MAX_VALUES // 4)}, MAX_VALUES + 1),
    ({str(at): [[]] for at in range(MAX_VALUES // 2)}, None),
    ({str(at): None for at in range(MAX_VALUES + 1)}, MAX_VALUES + 1),
    ({}, None),
    (None, None),
]


@pytest.mark.parametrize(("variables", "came"), VARIABLES)
def test_variables_may_have_so_many_values_wherever_they_are(variables: object, came: int | None) -> None:
    problem = variables_problem(variables)
    assert (problem is None) == (came is None)
    if problem is not None:
        assert problem.extensions == {"code": "LIMIT_EXCEEDED", "limit": MAX_VALUES}
        assert f"expected at most {MAX_VALUES} values in variables, got {came} or more" in problem.message


def test_variables_that_are_too_many_are_not_all_looked_at() -> None:
    class Counted(list[object]):
        looked = 0

        def __iter__(self) -> Iterator[object]:
            Counted.looked += 1
            return super().__iter__()

    assert variables_problem({"a": [Counted([0] * MAX_VALUES) for _ in range(1_000)]}) is not None
    assert Counted.looked == 0


def test_valid_documents_are_remembered_and_the_others_are_not() -> None:
    documents = DocumentCache(SCHEMA, introspection=False, characters=40)
    first, wrong = "{ plan { title } }", "{ plan { titel } }"
    assert documents.check(first) is documents.check(first)
    assert documents.check(wrong) is not documents.check(wrong)
    known = documents.check(first)
    documents.check("{ plans { title } }")
    assert documents.check(first) is known
    documents.check("{ plan { goals title } }")  # too much together: what was used longest ago goes
    assert documents.check(first) is not known


def test_nobody_finds_out_names_by_guessing() -> None:
    hiding, open_ = (DocumentCache(SCHEMA, introspection=allowed) for allowed in (False, True))
    (error,) = hiding.check("{ plan { titel } }").errors
    assert "Did you mean" not in error.message
    (error,) = open_.check("{ plan { titel } }").errors
    assert "Did you mean 'title'?" in error.message
    assert hiding.check("{ __schema { types { name } } }").errors
    assert not open_.check("{ __schema { types { name } } }").errors
    with pytest.raises(GraphQLError):
        hiding.check("{")
