"""Lower the filters and sort orders of operations, and their grammars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from specloom_runtime.filters.grammar import (
    Filter,
    Grammar,
    Sort,
    SortDirection,
    SortGrammar,
)

from ..document import (
    Location,
    Node,
    Operation,
    Property,
    Spec,
    not_null,
    wire_location,
)
from ..ir import Constant, FilterField, FilterFields, python_types
from ..ir.python_types import RUNTIME, SEQUENCE, GenericType, Leaf, PythonType
from ..names import class_name, constant
from ..vocabulary import keys
from ..vocabulary.filter_grammars import filter_grammar, shipped_grammars
from .annotations import Annotations
from .runtime_locations import Attributes

OPERATORS = {
    "eq": "Eq",
    "ne": "Ne",
    "lt": "Lt",
    "lte": "Lte",
    "gt": "Gt",
    "gte": "Gte",
    "in": "In",
    "nin": "NotIn",
    "like": "Like",
    "null": "IsNull",
}
GROUPS = {
    "Compare": ("Eq", "Ne", "Lt", "Lte", "Gt", "Gte"),
    "Member": ("In", "NotIn"),
}
ORDERS = (Leaf("Sortable", RUNTIME), Leaf("Alphabetical", RUNTIME))
"""The types that mark a property as one by which a list can be sorted."""


@dataclass(frozen=True)
class FilterFacts:
    """The filter and the sort order of one operation."""

    operation: Operation
    attributes: Attributes

    @property
    def filter(self) -> Node | None:
        """The declared filter with its scheme resolved; None if there is none."""
        found: Node | None = self.operation.extension(keys.FILTER)
        return found

    @property
    def sort(self) -> Node | None:
        """The declared sort order with its scheme resolved; None if there is none."""
        found: Node | None = self.operation.extension(keys.SORT)
        return found

    def component(self) -> str | None:
        """Return the component with the properties to filter or sort by."""
        fact = self.filter or self.sort
        return None if fact is None else str(fact["schema"])

    def roles(self) -> dict[Location, str]:
        """Return the request locations of the arguments `filter` and `sort`.

        The values are the names of the arguments.
        """
        said = {"filter": self.filter, "sort": self.sort}
        return {
            Location.parse(fact["location"]): role
            for role, fact in said.items()
            if fact
        }

    def runtime_locations(self) -> set[Location]:
        """Return the request locations that the runtime fills in with `sort`."""
        direction = (self.sort or {}).get("direction")
        return {Location.parse(direction["location"])} if direction else set()

    def spread_over(self, place: str) -> bool:
        """Return whether each condition is sent as a separate parameter or body member.

        Args:
            place: `query` or `body`.
        """
        whole = Location("$request", place)
        return (
            self.filter is not None and Location.parse(self.filter["location"]) == whole
        )

    def fields(self) -> str:
        """Return the name of the fields class for the component."""
        return fields_name(self.operation.spec, str(self.component()))

    def type_of(self, role: str) -> PythonType:
        """Return the type of the `filter` or `sort` argument."""
        owner = Leaf(self.fields(), module="")
        if role == "filter":
            return GenericType(Leaf("Condition", RUNTIME), (owner,))
        key = GenericType(Leaf("SortBy", RUNTIME), (owner,))
        return GenericType(SEQUENCE, (key,))

    def filter_fact(self) -> Filter | None:
        """Return the location and the grammar of the operation's filter."""
        if self.filter is None:
            return None
        return Filter(
            wire_location(self.filter["location"]),
            filter_grammars(self.operation.spec)[self._scheme(keys.FILTER)],
            schema=self.fields(),
            names=self.filter.get("names", {}),
            **{
                role: wire_location(self.filter[role])
                for role in ("returned", "omitted")
                if role in self.filter
            },
        )

    def sort_fact(self) -> Sort | None:
        """Return the location and the form of the operation's sort keys."""
        if self.sort is None:
            return None
        component = str(self.component())
        known = self.attributes(component)
        properties = self.operation.spec.component_properties(component).items()
        sortable = (known[w] for w, prop in properties if prop.schema.get(keys.SORT))
        return Sort(
            wire_location(self.sort["location"]),
            sort_grammars(self.operation.spec)[self._scheme(keys.SORT)],
            schema=self.fields(),
            example=next(sortable, None),
        )

    def _scheme(self, key: str) -> str:
        return str(self.operation.node[key]["scheme"])


def filter_grammars(spec: Spec) -> dict[str, Grammar]:
    """Return the grammar of each filter scheme."""
    return {
        scheme: filter_grammar(said).built()
        for scheme, said in spec.schemes(keys.FILTER).items()
    }


def sort_grammars(spec: Spec) -> dict[str, SortGrammar]:
    """Return the grammar of each sort scheme."""
    return {
        scheme: _sort_grammar(said) for scheme, said in spec.schemes(keys.SORT).items()
    }


def _sort_grammar(said: Node) -> SortGrammar:
    if (direction := said.get("direction")) is None:
        return SortGrammar(**said)
    location = wire_location(direction["location"])
    return SortGrammar(direction=SortDirection(**{**direction, "location": location}))


def grammar_constants(spec: Spec) -> Iterator[Constant]:
    """Yield a constant for each grammar that the runtime does not define."""
    shipped = list(shipped_grammars().values())
    for scheme, grammar in filter_grammars(spec).items():
        if grammar not in shipped:
            yield Constant(name=f"{constant(scheme)}_FILTER", value=grammar)
    for scheme, order in sort_grammars(spec).items():
        yield Constant(name=f"{constant(scheme)}_SORT", value=order)


def fields_name(spec: Spec, component: str) -> str:
    """Return the name of a component's fields class, such as `ContactFields`.

    If another component has that name, the class is named `ContactFilterFields`.
    """
    name = class_name(component)
    while f"{name}Fields" in spec.schemas:
        name = f"{name}Filter"
    return f"{name}Fields"


def filter_fields(
    spec: Spec, component: str, attributes: Attributes, annotations: Annotations
) -> FilterFields | None:
    """Return the fields class of a component; None if it would have no fields."""
    known = attributes(component)
    alphabetical = any(each.alphabetical for each in sort_grammars(spec).values())
    found = tuple(
        FilterField(
            name=known[wire],
            wire=wire,
            type=operand(prop.schema, annotations),
            operators=python_types.union(Leaf(each, RUNTIME) for each in operators),
            description=str(prop.schema.get("description") or "").strip(),
        )
        for wire, prop in spec.component_properties(component).items()
        if (operators := _operators(prop, alphabetical))
    )
    if not found:
        return None
    return FilterFields(
        name=fields_name(spec, component),
        component=component,
        description=_description(component, found),
        fields=found,
    )


def operand(schema: Node, annotations: Annotations) -> PythonType:
    """Return the type of the values with which a property is compared, without null."""
    types = [annotations.operand(schema)]
    if "date" in schema.get(keys.FILTER_FORMATS, ()):
        types.append(Leaf("date", "datetime"))
    return python_types.without_null(python_types.union(types))


def _description(component: str, fields: Sequence[FilterField]) -> str:
    """Return the description of the fields class of a component."""
    uses = {
        "sorted" if mark in ORDERS else "filtered"
        for each in fields
        for mark in python_types.parts(each.operators)
    }
    return f"What a list of {component} can be {' and '.join(sorted(uses))} on."


def _operators(prop: Property, alphabetical: bool) -> tuple[str, ...]:
    """Return the names of the operators that a property supports.

    Args:
        prop: the property.
        alphabetical: whether the vendor can sort numbers as text.
    """
    words = prop.schema.get(keys.FILTER)
    allowed = [OPERATORS[word] for word in words] if isinstance(words, list) else []
    found: list[str] = []
    for group, members in GROUPS.items():
        if all(member in allowed for member in members):
            allowed = [a for a in allowed if a not in members]
            found.append(group)
    found += allowed
    if prop.schema.get(keys.SORT):
        found.append("Sortable")
        if alphabetical and _is_number(prop):
            found.append("Alphabetical")
    return tuple(found)


def _is_number(prop: Property) -> bool:
    """Return whether the values of the property are numbers or null."""
    kinds = not_null(prop.schema).get("type", ())
    others = {kinds} if isinstance(kinds, str) else {*kinds} - {"null"}
    return others in ({"integer"}, {"number"})
