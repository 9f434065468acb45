"""Selection sets compiled to Python: a function for each, which takes an object and returns its part of the answer.

graphql-core collects the fields, so that fragments, aliases, `@skip` and `@include` are as it says. Then each field is
an attribute that is read or a resolver that is called, followed by what its type asks for. A value that is not what
its type promises raises Deviation: nothing here makes errors or moves nulls upward.

What is selected from an object may be *pushed down*, whole or in part: then the object's ``pushed`` holds it as JSON,
and the function copies it into the answer.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from graphql import (
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import FieldDetailsList, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues
from strawberry.types.base import StrawberryObjectDefinition, get_object_definition
from strawberry.types.field import StrawberryField

from schema.compiled.errors import Deviation, Uncompiled
from schema.compiled.leaf import leaf_of
from schema.compiled.source import Source

Kind = Any  # any output type: some of graphql-core's generic ones have no type arguments
MAX_FIELDS = 2_000  # of one variant: a page that asks for every field of a plan has some 600
BACKREF = "strawberry-definition"  # where strawberry keeps its own definition of a type or field


@dataclass(frozen=True, slots=True)
class Selected:
    """One field of a selection; `__typename` has no ``field``. ``below``: what is selected of it, as of one type."""

    name: str
    field: GraphQLField | None
    definition: StrawberryField | None
    below: Callable[[GraphQLObjectType], Mapping[str, "Selected"]]


@dataclass(frozen=True, slots=True)
class Pushed:
    """What an object's ``pushed[part]`` has of a selection: all of it at one place, or some fields at theirs."""

    part: object
    places: int | Mapping[str, int]


Push = Callable[[GraphQLObjectType, Mapping[str, Selected]], Pushed | None]
"""Decides what is pushed down of a selection on a type."""


@dataclass(frozen=True, slots=True)
class Below:
    """What is selected below a field: the types and fields that are not pushed down, and the parts of what is."""

    names: frozenset[str] = frozenset()
    pushed: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A field with arguments: what binds them needs its definition and its node."""

    field: GraphQLField
    definition: StrawberryField
    details: FieldDetailsList


class SelectionCompiler:
    """Compiles one operation; ``variables`` decide what is skipped."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
        variables: VariableValues,
        push: Push | None = None,
    ) -> None:
        self.calls: list[Call] = []
        self.below: list[Below] = [Below()]  # below each field; the first is for fields without any
        self._names: list[dict[str, None]] = []
        self._parts: list[dict[Any, None]] = []
        self._push = push
        self._counts: list[int] = [0]  # fields of an element, of the lists that are being written
        self.fields = 0  # that were collected
        self._schema = schema
        self._operation = operation
        self._fragments = fragments
        self._variables = variables
        self._source = Source()

    def compile(self) -> Callable[..., Any]:
        """The function of the whole operation. Raises Uncompiled."""
        root = self._schema.get_root_type(self._operation.operation)
        if root is None:
            message = "an operation without a type"
            raise Uncompiled(message)
        collected = collect_fields(self._schema, self._fragments, self._variables, root, self._operation)
        return self._source.build(self._select(root, collected))

    def _select(self, parent: GraphQLObjectType, collected: Any) -> str:
        """The name of the function of one selection on one type."""
        if collected.new_defer_usages:
            message = "@defer"
            raise Uncompiled(message)
        self._count(collected)
        name = self._source.name("select")
        lines = [f"def {name}(source, run):"]
        values: list[str] = []
        waiting: list[str] = []
        pushed = self._push(parent, self._selected(parent, collected)) if self._push else None
        places: Mapping[str, int] = {}
        if pushed is not None:
            for parts in self._parts:
                parts[pushed.part] = None
            part = self._source.constant("part", pushed.part)
            if isinstance(pushed.places, int):
                self._source.add([*lines, f"    return run.json(source.pushed[{part}][{pushed.places}])"])
                return name
            lines.append(f"    row = source.pushed[{part}]")
            places = pushed.places
        self._counts[-1] += len(collected.grouped_field_set)
        for key, details in collected.grouped_field_set.items():
            if key in places:
                values.append(f"{key!r}: run.json(row[{places[key]}])")
                continue
            field_name = details[0].node.name.value
            if field_name == "__typename":
                values.append(f"{key!r}: {parent.name!r}")
                continue
            field, definition = self._definition(parent, field_name)
            value = self._source.name("v")
            values.append(f"{key!r}: {value}")
            for names in self._names:
                names.update({parent.name: None, f"{parent.name}.{field_name}": None})
            waiting.extend(self._field(lines, value, key, Call(field, definition, details)))
        answer = "{" + ", ".join(values) + "}"
        if waiting:
            lines += [f"    answer = {answer}", *waiting, "    return answer"]
        else:
            lines.append(f"    return {answer}")
        self._source.add(lines)
        return name

    def _count(self, collected: Any) -> None:
        self.fields += len(collected.grouped_field_set)
        if self.fields > MAX_FIELDS:
            message = f"more than {MAX_FIELDS} fields"
            raise Uncompiled(message)

    def _definition(self, parent: GraphQLObjectType, name: str) -> tuple[GraphQLField, StrawberryField]:
        field = self._schema.get_field(parent, name)
        definition = field.extensions.get(BACKREF) if field else None
        if field is None or not isinstance(definition, StrawberryField):
            message = f"{parent.name}.{name}"
            raise Uncompiled(message)
        return field, definition

    def _selected(self, parent: GraphQLObjectType, collected: Any) -> dict[str, Selected]:
        """A selection as whoever decides what is pushed down sees it."""
        found: dict[str, Selected] = {}
        for key, details in collected.grouped_field_set.items():
            name = details[0].node.name.value
            field, definition = (None, None) if name == "__typename" else self._definition(parent, name)
            found[key] = Selected(name, field, definition, partial(self._selected_below, details))
        return found

    def _selected_below(self, details: FieldDetailsList, kind: GraphQLObjectType) -> dict[str, Selected]:
        collected = self._collected(kind, details)
        self._count(collected)
        return self._selected(kind, collected)

    def _field(self, lines: list[str], value: str, key: str, call: Call) -> list[str]:
        """Write how a field comes to its value; returned is what comes once the answer is there."""
        kind: Kind = cast("Any", call.field).type
        definition = call.definition
        if definition.is_basic_field:
            lines.append(f"    {value} = source.{_attribute(definition)}")
            self._complete(lines, "    ", value, kind, call)
            return []
        self._names.append({})
        self._parts.append({})
        completed = self._function_of(kind, call)
        below = Below(frozenset(self._names.pop()), tuple(self._parts.pop()))
        called = f"{self._resolver(definition)}({self._arguments(call, self._info(below))})"
        if not _may_wait(definition):
            lines.append(f"    {value} = {called}")
            self._complete(lines, "    ", value, kind, call, completed)
            return []
        wait = self._source.name("wait")
        started = self._source.name("started")
        lines += [f"    {wait} = None", f"    {started} = {called}"]
        indent = "    "
        if not inspect.iscoroutinefunction(_function(definition)):
            lines += [
                f"    if not hasattr({started}, '__await__'):",
                f"        {value} = {completed}({started}, run)",
                "    else:",
                f"        {started} = coroutine_of({started})",
            ]
            indent = "        "
        lines += [
            f"{indent}try:",
            f"{indent}    {wait} = run.heard({started}.send(None))",
            f"{indent}except StopIteration as ended:",
            f"{indent}    {value} = {completed}(ended.value, run)",
            f"{indent}else:",
            f"{indent}    {value} = None",
        ]
        return [
            f"    if {wait} is not None:",
            f"        run.wait({started}, {wait}, answer, {key!r}, {completed})",
        ]

    def _resolver(self, definition: StrawberryField) -> str:
        if definition.extensions or definition.permission_classes or cast("Any", definition).base_resolver is None:
            message = f"{definition.python_name}, which has extensions"
            raise Uncompiled(message)
        return self._source.constant("resolve", _function(definition))

    def _info(self, below: Below) -> int:
        """The place of what a resolver is told about its field."""
        if not below.names and not below.pushed:
            return 0
        self.below.append(below)
        return len(self.below) - 1

    def _arguments(self, call: Call, info: int) -> str:
        resolver: Any = cast("Any", call.definition).base_resolver
        parts: list[str] = []
        if resolver is None or resolver.root_parameter or resolver.parent_parameter:
            message = f"{call.definition.python_name}, which takes its parent by name"
            raise Uncompiled(message)
        if resolver.self_parameter:
            parts.append("source")
        if resolver.info_parameter:
            parts.append(f"{resolver.info_parameter.name}=run.infos[{info}]")
        if call.field.args:
            parts.append(f"**run.arguments({len(self.calls)})")
            self.calls.append(call)
        return ", ".join(parts)

    def _function_of(self, kind: Kind, call: Call) -> str:
        """The name of a function that completes values of a type."""
        name = self._source.name("complete")
        lines = [f"def {name}(value, run):"]
        self._complete(lines, "    ", "value", kind, call)
        lines.append("    return value")
        self._source.add(lines)
        return name

    def _complete(self, lines: list[str], indent: str, v: str, kind: Kind, call: Call, completed: str = "") -> None:
        """Write what makes of a value what its type asks for; ``completed`` is a function that does just that."""
        if completed:
            lines.append(f"{indent}{v} = {completed}({v}, run)")
            return
        required = isinstance(kind, GraphQLNonNull)
        inner: Kind = cast("Any", kind).of_type if required else kind
        if not required:
            lines.append(f"{indent}if {v} is not None:")
            indent += "    "
        if is_leaf_type(inner):
            leaf = leaf_of(inner, required=required)
            if cast("Any", inner).name == "String":
                lines += [f"{indent}if {v}.__class__ is str:", f"{indent}    run.characters += len({v})"]
                lines.append(f"{indent}else:")
                indent += "    "
            elif leaf.test:
                lines.append(f"{indent}if {leaf.test.format(v=v)}:")
                indent += "    "
            lines.append(f"{indent}{v} = {self._source.constant('write', leaf.write)}({v})")
            return
        if required:
            lines += [f"{indent}if {v} is None:", f"{indent}    raise Deviation('a null where there may be none')"]
        if isinstance(inner, GraphQLList):
            self._counts.append(0)
            complete = self._function_of(cast("Any", inner).of_type, call)
            fields = max(self._counts.pop(), 1)
            lines += [
                f"{indent}if {v}.__class__ is not list and {v}.__class__ is not tuple:",
                f"{indent}    raise Deviation('something that is no list where one was promised')",
                f"{indent}run.fields += {fields} * len({v})",
                f"{indent}if run.fields > run.most:",
                f"{indent}    raise TooLarge",
                f"{indent}{v} = [{complete}(item, run) for item in {v}]",
                f"{indent}if run.characters > run.longest:",
                f"{indent}    raise TooLong",
            ]
        else:
            lines.append(f"{indent}{v} = {self._object(inner, call)}({v}, run)")

    def _object(self, kind: Kind, call: Call) -> str:
        """The name of a function that selects from an object of a type, or from one of several types."""
        if not is_abstract_type(kind):
            return self._checked(cast("GraphQLObjectType", kind), call)
        possible = {named.name: named for named in self._schema.get_possible_types(kind)}
        return self._source.constant("choose", Chooser(self, possible, call))

    def _checked(self, kind: GraphQLObjectType, call: Call) -> str:
        selected = self._select_sub(kind, call)
        if kind.is_type_of is None:
            return selected
        name = self._source.name("checked")
        known = self._source.constant("known", _classes_of(kind))
        self._source.add(
            [
                f"def {name}(value, run):",
                f"    if not isinstance(value, {known}):",
                "        raise Deviation('an object of another type')",
                f"    return {selected}(value, run)",
            ]
        )
        return name

    def _select_sub(self, kind: GraphQLObjectType, call: Call) -> str:
        return self._select(kind, self._collected(kind, call.details))

    def _collected(self, kind: GraphQLObjectType, details: FieldDetailsList) -> Any:
        return collect_subfields(self._schema, self._fragments, self._variables, self._operation, kind, details)

    def selection_of(self, kind: GraphQLObjectType, call: Call) -> Callable[..., Any]:
        """The function of a field's selection on one of its possible types, in a module of its own.

        Nothing of it is pushed down: whoever has made the object was not told.
        """
        outer, self._source = self._source, Source()
        push, self._push = self._push, None
        try:
            return self._source.build(self._select_sub(kind, call))
        finally:
            self._source, self._push = outer, push


class Chooser:
    """Selects from an object of one of several types, by its class; each is compiled when one first comes."""

    __slots__ = ("_by_class", "_call", "_compiler", "_possible")

    def __init__(self, compiler: SelectionCompiler, possible: Mapping[str, GraphQLObjectType], call: Call) -> None:
        self._compiler = compiler
        self._possible = possible
        self._call = call
        self._by_class: dict[type, Callable[..., Any]] = {}

    def __call__(self, value: Any, run: Any) -> Any:
        """The object's part of the answer. Raises Deviation."""
        select = self._by_class.get(value.__class__)
        if select is None:
            select = self._by_class[value.__class__] = self._compile(value.__class__)
        return select(value, run)

    def _compile(self, kind: type) -> Callable[..., Any]:
        definition = get_object_definition(kind)
        if definition is None or definition.is_graphql_generic or definition.name not in self._possible:
            message = f"{kind.__name__} is none of {', '.join(self._possible)}"
            raise Deviation(message)
        return self._compiler.selection_of(self._possible[definition.name], self._call)


def _function(definition: StrawberryField) -> Callable[..., Any]:
    resolver = cast("Any", definition.base_resolver)
    return cast("Callable[..., Any]", resolver.wrapped_func)


def _attribute(definition: StrawberryField) -> str:
    name = definition.python_name
    if not name.isidentifier():
        message = f"{name}, which is no attribute"
        raise Uncompiled(message)
    return name


def _may_wait(definition: StrawberryField) -> bool:
    """Whether a resolver is a coroutine, or says that it may return one."""
    function = _function(definition)
    if inspect.iscoroutinefunction(function):
        return True
    returned = getattr(function, "__annotations__", {}).get("return")
    return returned is None or "Awaitable" in str(returned)


def _classes_of(kind: GraphQLObjectType) -> tuple[type, ...]:
    definition = cast("StrawberryObjectDefinition", kind.extensions[BACKREF])
    return (definition.origin,)
