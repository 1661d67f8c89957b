"""What an operation can filter and sort on, as fields classes and constructors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..document import (
    Location,
    Node,
    Operation,
    Property,
    Spec,
    not_null,
    wire_location,
)
from ..ir import Code, Field, Fields
from ..literals import call, literal
from ..names import class_name, constant
from ..python_types import (
    RUNTIME,
    GenericType,
    Leaf,
    ListType,
    PythonType,
    without_null,
)
from ..vocabulary import keys
from .annotations import Annotations
from .imports import ImportCollector
from .locations import Attributes

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


@dataclass(frozen=True)
class Filtering:
    """The filter and sort facts of one operation."""

    operation: Operation

    @property
    def filter(self) -> Node | None:
        """What is said of its filter, scheme resolved."""
        found: Node | None = self.operation.extension(keys.FILTER)
        return found

    @property
    def sort(self) -> Node | None:
        """What is said of its sort, scheme resolved."""
        found: Node | None = self.operation.extension(keys.SORT)
        return found

    def component(self) -> str | None:
        """The component whose properties are filtered or sorted on."""
        fact = self.filter or self.sort
        return None if fact is None else str(fact["schema"])

    def roles(self) -> dict[Location, str]:
        """Request location -> `filter` or `sort`: what takes expressions."""
        said = {"filter": self.filter, "sort": self.sort}
        return {
            Location.parse(fact["location"]): role
            for role, fact in said.items()
            if fact
        }

    def beside(self, place: str) -> bool:
        """Whether a filter goes with what stands in `query` or in the `body`."""
        whole = Location("$request", place)
        return (
            self.filter is not None and Location.parse(self.filter["location"]) == whole
        )

    def type_of(self, role: str) -> PythonType:
        """Return the type of the `filter` or `sort` argument."""
        owner = Leaf(fields_name(str(self.component())), module="")
        if role == "filter":
            return GenericType(Leaf("Condition", RUNTIME), (owner,))
        return ListType(GenericType(Leaf("SortKey", RUNTIME), (owner,)), wide=True)

    def constructors(self, names: ImportCollector) -> dict[str, Code | None]:
        """The operation's `filter=` and `sort=`."""
        found: dict[str, Code | None] = {}
        owner = literal(str(fields_name(str(self.component()))))
        if self.filter:
            at = literal(wire_location(self.filter["location"]))
            grammar = names.use(".service", grammar_name(self._scheme(keys.FILTER)))
            build = names.use("specloom_runtime", "Filter")
            called = self.filter.get("names")
            shown = literal(called) if called else None
            found["filter"] = call(build, at, grammar, of=owner, names=shown)
        if self.sort:
            grammar = names.use(".service", sort_name(self._scheme(keys.SORT)))
            found["sort"] = Code(f"{grammar}.of({owner})")
        return found

    def _scheme(self, key: str) -> str:
        return str(self.operation.node[key]["scheme"])


def grammar_name(scheme: str) -> Code:
    """The service constant of a filter scheme."""
    return Code(f"{constant(scheme)}_FILTER")


def sort_name(scheme: str) -> Code:
    """The service constant of a sort scheme."""
    return Code(f"{constant(scheme)}_SORT")


def fields_name(component: str) -> Code:
    """The fields class of a component: `ContactFields`."""
    return Code(f"{class_name(component)}Fields")


def fields(
    spec: Spec, component: str, attributes: Attributes, annotations: Annotations
) -> Fields | None:
    """The fields class of a component, None where no property allows anything."""
    owner = fields_name(component)
    found, names = [], annotations.names
    known = attributes(component)
    for wire, prop in spec.component_properties(component).items():
        if markers := _markers(prop):
            # A condition compares values, not null.
            kind = without_null(annotations.result(prop.schema))
            shown = " | ".join(names.use(RUNTIME, marker) for marker in markers)
            field = names.use(RUNTIME, "Field")
            found.append(
                Field(
                    name=Code(known[wire]),
                    annotation=Code(
                        f'{field}["{owner}", {annotations.outside(kind)}, {shown}]'
                    ),
                    wire=literal(wire),
                )
            )
    if not found:
        return None
    doc = Code(f"What a list of {component} can be filtered and sorted on.")
    return Fields(name=owner, doc=doc, fields=tuple(found))


def _markers(prop: Property) -> list[str]:
    said = prop.schema.get(keys.FILTER) or ()
    allowed = [OPERATORS[word] for word in said if isinstance(said, Sequence)]
    found: list[str] = []
    for group, members in GROUPS.items():
        if all(member in allowed for member in members):
            allowed = [a for a in allowed if a not in members]
            found.append(group)
    found += allowed
    if prop.schema.get(keys.SORT):
        found.append("Sortable")
        if _kind(prop) in ("integer", "number"):
            found.append("Alphabetical")
    return found


def _scalar(prop: Property) -> object:
    """The property's schema without null."""
    bare = not_null(prop.schema)
    if not isinstance(bare, Mapping) or isinstance(bare.get("type", ""), str):
        return bare
    kinds = [kind for kind in bare["type"] if kind != "null"]
    return {**bare, "type": kinds[0]} if len(kinds) == 1 else bare


def _kind(prop: Property) -> object:
    bare = _scalar(prop)
    return bare.get("type") if isinstance(bare, Mapping) else None
