"""Write calls of any generated client, with values of the types of its arguments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from specloom import ir
from specloom.ir.model_definitions import Alias, Enumeration, ModelClass, ModelField
from specloom.ir.python_types import (
    ABSENT,
    NONE,
    ConstrainedType,
    EnumerationValues,
    ExactType,
    GenericType,
    Leaf,
    ListType,
    LiteralType,
    MappingType,
    ModelType,
    PythonType,
    TaggedType,
    UnionType,
    UnitType,
)

SCALARS = {
    "Any": "'any'",
    "Decimal": "Decimal('1.50')",
    "Number": "3",
    "UUID": "UUID(int=5)",
    "bool": "True",
    "bytes": "b'abc'",
    "date": "D.date(2026, 1, 2)",
    "datetime": "T",
    "float": "2.5",
    "int": "7",
    "str": "'x y/z'",
}
"""An expression for a value of each scalar type."""
DEEPEST = 4
"""How many models may be inside of each other."""
OPTIONS = "transport=transport, clock=clock"


@dataclass(frozen=True)
class Calls:
    """The calls of the client of a package."""

    package: ir.Package

    def plan(self) -> dict[str, Any]:
        """Return the plan for `wire_calls`: calls, clients and lists."""
        calls, lists = dict[str, list[str]](), list[str]()
        for resource in self.package.resources:
            for operation in resource.operations:
                name = f"{resource.attribute.rstrip('_')}.{operation.name}"
                method = f"C.{resource.attribute}.{operation.name}"
                calls[name] = [*self._calls(operation, method)]
                is_paged = isinstance(operation, ir.PagedOperation)
                if is_paged and operation.pages.items == "body":
                    lists.append(name)
        return {"calls": calls, "clients": [*self._clients()], "lists": lists}

    def _clients(self) -> Iterator[str]:
        """Yield a client with all credentials for each server."""
        given = {
            each.name: f"'{each.name}1'"
            for each in self.package.client.arguments
            if each.destination.keyword == "credentials"
        }
        for each in self.package.client.arguments:
            if each.destination == ir.Member("variables", "host"):
                given[each.name] = "'host.example.com'"
        shown = [*(f"{name}={value}" for name, value in given.items()), OPTIONS]
        servers = [*self.package.service.servers.values()]
        if not servers or not servers[0].absolute:
            shown.append("base_url='https://base.example/x'")
        yield f"Shop({', '.join(shown)})"
        for name in self.package.client.environments[1:]:
            yield f"Shop({', '.join([*shown, f'environment={name!r}'])})"

    def _calls(self, operation: ir.Operation, method: str) -> Iterator[str]:
        """Yield a call with the required arguments, and with each optional one."""
        required, optional = list[str](), list[str]()
        for each in operation.arguments:
            value = self._value(each.type)
            shown = f"{each.name}={value}"
            if each.default is None:
                if value is None:
                    return
                required.append(value if each.positional else shown)
            elif value is not None and not each.positional:
                optional.append(shown)
        for more in ([], *([each] for each in optional), optional):
            call = f"{method}({', '.join([*required, *more])})"
            is_single = isinstance(operation, ir.CallOperation)
            yield call if is_single else f"list({call})"

    @cached_property
    def _definitions(self) -> dict[str, Any]:
        return {e.name: e for m in self.package.models for e in m.definitions}

    def _fields(self, name: str) -> Iterator[ModelField]:
        model = self._definitions.get(name)
        if isinstance(model, ModelClass):
            yield from model.fields
            for base in model.bases:
                yield from self._fields(base)

    def _value(self, type_: PythonType, depth: int = 0) -> str | None:
        """Return an expression for a value of a type; None if there is none."""
        match type_:
            case Leaf(name=name):
                return SCALARS.get(name)
            case UnitType(plain=inner) | ExactType(plain=inner):
                return self._value(inner, depth)
            case ConstrainedType(type=inner, bounds=bounds):
                return _limited(self._value(inner, depth), dict(bounds))
            case TaggedType(type=inner):
                return self._value(inner, depth)
            case LiteralType(values=values):
                return repr(values[0])
            case ListType(item=item) | GenericType(arguments=(item,)):
                is_list = isinstance(type_, ListType) or type_.base.name == "Sequence"
                value = self._value(item, depth) if is_list else None
                return f"[{value}, {value}]" if value else None
            case MappingType(value=item) | GenericType(arguments=(_, item)):
                value = self._value(item, depth)
                return f"{{'k': {value}}}" if value else None
            case UnionType(parts=several):
                values = (
                    self._value(p, depth) for p in several if p not in (NONE, ABSENT)
                )
                return next(filter(None, values), None)
            case ModelType(component=name) | EnumerationValues(component=name):
                return self._component(name, depth + 1)
        return None

    def _component(self, name: str, depth: int) -> str | None:
        definition = self._definitions.get(name)
        if depth > DEEPEST or definition is None:
            return None
        if isinstance(definition, Enumeration):
            return f"m.{name}.{next(iter(definition.members))}"
        if isinstance(definition, Alias):
            return self._value(definition.type, depth)
        shown: dict[str, str] = {}
        for each in self._fields(name):
            value = self._value(each.type, depth)
            if value is not None:
                shown.setdefault(each.name, f"{each.name}={value}")
            elif each.default is None:
                return None
        return f"m.{name}({', '.join(shown.values())})"


def _limited(value: str | None, bounds: dict[str, Any]) -> str | None:
    """Return a value that is within the bounds of its type, if it is simple."""
    if value == SCALARS["int"] and bounds.keys() & {"ge", "le"}:
        return str(int(bounds.get("ge", min(7, bounds.get("le", 7)))))
    if value == SCALARS["str"] and bounds.get("max_length", 5) < 5:
        return repr("x" * int(bounds["max_length"]))
    return None if "pattern" in bounds else value
