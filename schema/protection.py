"""What a document may ask for, found out before anything slow is done with it.

Two readings of the parsed document, each of a fragment once however often it is spread. `limit_problems` needs no
schema and comes first: GraphQL's own rules compare fields with each other, and their time grows with the square.
`operation_cost` comes after those rules, since it goes by types and by the variables of the request.

Cost is how many fields an answer may have: every selected field counts 1, what is selected inside a list counts as
often as the list may be long, and each field of a mutation counts `MUTATION_COST` more. A list is as long as its
`first` or `last` says, or as its `ids` are many; the lists right below a field with such an argument, a connection's
edges, as long as that one; any other `LIST_SIZE`. A field for which all rules run counts `RULES_COST` more. Branches of
a union all count. `@skip` and `@include` change nothing.
Where lists are longer than that, an answer that grows beyond a limit is given up.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    Visitor,
    get_named_type,
    get_nullable_type,  # pyright: ignore[reportUnknownVariableType] - of its overloads some have no type arguments
    visit,
)

MAX_CHARACTERS = 100_000  # of a document: a mutation with every text of an outcome inline has 40,000
MAX_TOKENS = 2_000  # a page that asks for every field of a plan has some 600
MAX_COMMENTS = 200
MAX_DEPTH = 20  # fields inside fields; the introspection query of tools has 15
MAX_NESTING = 60  # fields and fragments inside each other: what reads a document here recurses as deep
MAX_OPERATIONS = 20  # an editor sends all that it shows
MAX_FRAGMENTS = 60  # pairs of them are compared
MAX_DIRECTIVES = 100
MAX_FIELDS = 2_000  # with the fields of a fragment counted wherever it is spread
MAX_ALIASES = 500  # counted alike
MAX_COMPARISONS = 10_000  # pairs of fields with one name in the answer; each takes a microsecond or two
MAX_COST = 50_000  # fields of an answer; each takes some 5 microseconds
MAX_EVENT_COST = 5_000  # of each event of a subscription: four of them may come in a second
MAX_INTERPRETED = 10_000  # fields of an answer that graphql-core makes: each takes some 40 microseconds
MAX_DESCRIBED = 50_000  # fields of an answer about the schema, where it may be asked for: all of it has 20,000
MAX_VALUES = 5_000  # of variables; a review of 200 milestones, outcomes and blockers each has 2,600
MAX_TEXT = 10_000_000  # characters of an answer: the largest document has 8 MiB
RULES_COST = 200  # of what all rules run for: a millisecond for a small plan, 15 for one of 50 entities in each list
RULED = frozenset({
    *("Plan.findings", "Plan.readiness", "Plan.realPlanTest", "Plan.libraryOpen", "Plan.timeToValue"),
    *("Plan.draftWins", "Review.agenda", "Mutation.overruleFinding"),
})  # fmt: skip
MUTATION_COST = 100  # a transaction, and a snapshot after it
MAX_PAGE = 100  # of a connection
LIST_SIZE = 5  # of a list without `first`: what a plan has of most things
PAGE_ARGUMENTS = ("first", "last")
IDS_ARGUMENT = "ids"  # of a field that finds as many as it names


def limit_error(what: str, limit: int, came: object, advice: str) -> GraphQLError:
    """A limit that is passed, as the client reads it."""
    message = f"expected at most {limit} {what}, got {came}: {advice}"
    return GraphQLError(message, extensions={"code": "LIMIT_EXCEEDED", "limit": limit})


class AnswerTooLarge(GraphQLError):  # noqa: N818 - it names what happened
    """The answer has more fields than it may have, whatever was counted before."""


def too_large(limit: int) -> AnswerTooLarge:
    """A limit that an answer passes because its lists are longer than they were counted."""
    error = limit_error("fields of an answer", limit, "more", "lists are longer than their cost says, ask for fewer")
    return AnswerTooLarge(error.message, extensions=error.extensions)


def too_long() -> AnswerTooLarge:
    """The same for the characters of its texts."""
    error = limit_error("characters in the texts of an answer", MAX_TEXT, "more", "ask for fewer, and for each once")
    return AnswerTooLarge(error.message, extensions=error.extensions)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a selection comes to with its fragments spread."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0


class _LimitPassed(Exception):  # noqa: N818 - it names what happened
    def __init__(self, error: GraphQLError) -> None:
        super().__init__(error.message)
        self.error = error


class _ShapeReader:
    """Reads every definition of a document once."""

    def __init__(self, document: DocumentNode) -> None:
        self.fragments = _fragments_of(document)
        self.names: Counter[str] = Counter()
        self.directives = 0
        self._shapes: dict[str, Shape | None] = {}

    def of(self, selection_set: SelectionSetNode, nesting: int = 1) -> Shape:
        """The shape of a selection. Raises _LimitPassed."""
        if nesting > MAX_NESTING:
            advice = "ask for less inside each other"
            raise _LimitPassed(limit_error("fields and fragments inside each other", MAX_NESTING, "more", advice))
        depth = fields = aliases = 0
        for selection in selection_set.selections:
            self.directives += len(selection.directives or ())
            if isinstance(selection, FieldNode):
                shape = self.of(selection.selection_set, nesting + 1) if selection.selection_set else Shape()
                alias = selection.alias
                self.names[alias.value if alias else selection.name.value] += 1
                shape = Shape(shape.depth + 1, shape.fields + 1, shape.aliases + (alias is not None))
            elif isinstance(selection, FragmentSpreadNode):
                shape = self.of_fragment(selection.name.value, nesting + 1)
            else:
                shape = self.of(cast("InlineFragmentNode", selection).selection_set, nesting + 1)
            depth = max(depth, shape.depth)
            fields += shape.fields
            aliases += shape.aliases
        return Shape(depth, fields, aliases)

    def of_fragment(self, name: str, nesting: int = 1) -> Shape:
        """The shape of a fragment, empty where there is none. Raises _LimitPassed."""
        if name in self._shapes:
            known = self._shapes[name]
            if known is None:
                message = f"expected fragments that end, got {name}, which spreads itself: take that spread out"
                raise _LimitPassed(GraphQLError(message, extensions={"code": "LIMIT_EXCEEDED"}))
            return known
        if name not in self.fragments:
            return Shape()
        self._shapes[name] = None
        shape = self._shapes[name] = self.of(self.fragments[name].selection_set, nesting)
        return shape


def limit_problems(document: DocumentNode) -> list[GraphQLError]:
    """The first limit that a document passes whatever its variables are."""
    reader = _ShapeReader(document)
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    try:
        _refuse_more("operations", MAX_OPERATIONS, len(operations), "send fewer in one document")
        _refuse_more("fragments", MAX_FRAGMENTS, len(reader.fragments), "send fewer in one document")
        shapes = [reader.of(operation.selection_set) for operation in operations]
        shapes.extend(reader.of_fragment(name) for name in reader.fragments)
        _refuse_more(
            "fields inside each other",
            MAX_DEPTH,
            max((shape.depth for shape in shapes), default=0),
            "ask for the inner ones by their id",
        )
        _refuse_more("fields", MAX_FIELDS, max((shape.fields for shape in shapes), default=0), "ask for less at once")
        _refuse_more(
            "aliases", MAX_ALIASES, max((shape.aliases for shape in shapes), default=0), "ask for less at once"
        )
        _refuse_more("directives", MAX_DIRECTIVES, reader.directives + _directives_of(document), "take some out")
        pairs = sum(count * (count - 1) // 2 for count in reader.names.values())
        _refuse_more("pairs of fields with one name", MAX_COMPARISONS, pairs, "ask for each field once")
    except _LimitPassed as passed:
        return [passed.error]
    return []


def _refuse_more(what: str, limit: int, came: int, advice: str) -> None:
    if came > limit:
        raise _LimitPassed(limit_error(what, limit, came, advice))


def _directives_of(document: DocumentNode) -> int:
    count = 0
    for definition in document.definitions:
        count += len(getattr(definition, "directives", None) or ())
        if isinstance(definition, OperationDefinitionNode):
            count += sum(len(variable.directives or ()) for variable in definition.variable_definitions or ())
    return count


def variables_problem(variables: object) -> GraphQLError | None:
    """What is wrong with variables of too many values; lists and objects count as well as what is in them.

    Looks at no more than it allows: GraphQL takes some 2 microseconds for each to find out whether they fit.
    """
    count, containers = 0, [variables]
    while containers:
        container = containers.pop()
        values: Sequence[object] = ()
        if isinstance(container, dict):
            values = tuple(cast("dict[str, object]", container).values())
        elif isinstance(container, list):
            values = cast("list[object]", container)
        count += len(values)
        if count > MAX_VALUES:
            return limit_error("values in variables", MAX_VALUES, f"{count} or more", "send fewer at once")
        containers += [value for value in values if isinstance(value, dict | list)]
    return None


@dataclass(frozen=True, slots=True)
class _Cost:
    """``own`` fields, and ``listed`` for each element of the lists right inside."""

    own: int = 0
    listed: int = 0

    def __add__(self, other: "_Cost") -> "_Cost":
        return _Cost(self.own + other.own, self.listed + other.listed)

    def within(self, size: int) -> int:
        """The cost where those lists are so long."""
        return self.own + size * self.listed


class _CostReader:
    """Counts the fields of an answer."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self._schema = schema
        self._fragments = _fragments_of(document)
        self._variables = variables
        self._known: dict[str, _Cost] = {}

    def of(self, selection_set: SelectionSetNode, parent: GraphQLNamedType) -> _Cost:
        """The cost of a selection on a type."""
        cost = _Cost()
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                cost += self._of_field(selection, parent)
            elif isinstance(selection, FragmentSpreadNode):
                cost += self._of_fragment(selection.name.value)
            else:
                inline = cast("InlineFragmentNode", selection)
                condition = inline.type_condition
                kind = self._schema.type_map[condition.name.value] if condition else parent
                cost += self.of(inline.selection_set, kind)
        return cost

    def _of_fragment(self, name: str) -> _Cost:
        if name not in self._known:
            fragment = self._fragments[name]
            kind = self._schema.type_map[fragment.type_condition.name.value]
            self._known[name] = self.of(fragment.selection_set, kind)
        return self._known[name]

    def _of_field(self, node: FieldNode, parent: GraphQLNamedType) -> _Cost:
        ruled = RULES_COST if f"{parent.name}.{node.name.value}" in RULED else 0
        if node.selection_set is None:
            return _Cost(1 + ruled)
        # The document is valid, so that every name has a field and every operation a root.
        found = cast("GraphQLField", self._schema.get_field(cast("GraphQLObjectType", parent), node.name.value))
        kind: Any = cast("Any", found).type
        named: GraphQLNamedType = cast("Any", get_named_type)(kind)
        inside = self.of(node.selection_set, named)
        if named.name.startswith("__"):  # the description of the schema: as long as it is, whoever asks
            return _Cost(1 + inside.within(1))
        page = self._page(node)
        nullable: Any = cast("Any", get_nullable_type)(kind)
        if not isinstance(nullable, GraphQLList):
            return _Cost(1 + ruled + inside.within(page or LIST_SIZE))
        element = inside.within(LIST_SIZE)
        return _Cost(1 + ruled, element) if page is None else _Cost(1 + ruled + page * element)

    def _page(self, node: FieldNode) -> int | None:
        """What `first` or `last` say; the most where that is no number."""
        for argument in node.arguments or ():
            if argument.name.value == IDS_ARGUMENT:
                return self._count(argument.value)
            if argument.name.value in PAGE_ARGUMENTS:
                value: object = None
                if isinstance(argument.value, IntValueNode):
                    value = int(argument.value.value)
                elif isinstance(argument.value, VariableNode):
                    value = self._variables.get(argument.value.name.value)
                return min(max(value, 1), MAX_PAGE) if isinstance(value, int) else MAX_PAGE
        return None

    def _count(self, given: ValueNode) -> int:
        """How many a list names; the most where that is no list."""
        named: object = given
        if isinstance(given, VariableNode):
            named = self._variables.get(given.name.value)
        count = len(named.values) if isinstance(named, ListValueNode) else MAX_PAGE
        if isinstance(named, list):
            count = len(cast("list[object]", named))
        return min(max(count, 1), MAX_PAGE)


def operation_cost(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> int:
    """What an operation of a valid document costs with these variables, in fields of the answer."""
    root = cast("GraphQLObjectType", schema.get_root_type(operation.operation))
    cost = _CostReader(schema, document, variables).of(operation.selection_set, root).within(LIST_SIZE)
    if operation.operation is OperationType.MUTATION:
        cost += MUTATION_COST * root_fields(document, operation)
    return cost


class _SizeReader(Visitor):
    """Gathers the variables that say how long a list may be."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        """Note the variable of an argument that names a size."""
        if node.name.value in (*PAGE_ARGUMENTS, IDS_ARGUMENT) and isinstance(node.value, VariableNode):
            self.names[node.value.name.value] = None


def size_variables(document: DocumentNode) -> tuple[str, ...]:
    """The variables on which the cost of the document's operations depends."""
    reader = _SizeReader()
    visit(document, reader)
    return tuple(reader.names)


def root_fields(document: DocumentNode, operation: OperationDefinitionNode) -> int:
    """How many fields an operation has at its root, those of fragments included."""
    return root_names(document, operation).total()


def root_names(document: DocumentNode, operation: OperationDefinitionNode) -> Counter[str]:
    """The fields at the root of an operation of a valid document, those of fragments included, and how often each."""
    fragments = _fragments_of(document)
    known: dict[str, Counter[str]] = {}

    def gather(selection_set: SelectionSetNode) -> Counter[str]:
        names: Counter[str] = Counter()
        for selection in selection_set.selections:
            names += gather_one(selection)
        return names

    def gather_one(selection: SelectionNode) -> Counter[str]:
        if isinstance(selection, FieldNode):
            return Counter([selection.name.value])
        if isinstance(selection, InlineFragmentNode):
            return gather(selection.selection_set)
        name = cast("FragmentSpreadNode", selection).name.value
        if name not in known:
            known[name] = gather(fragments[name].selection_set)
        return known[name]

    return gather(operation.selection_set)


def _fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
