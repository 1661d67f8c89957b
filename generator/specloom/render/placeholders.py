"""Write values for arguments of calls that show how a client is used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from specloom_runtime.operations.argument_rules import AtLeastOne

from ..ir import Argument, Member, OperationBase, Package, Whole
from ..ir.model_definitions import (
    Alias,
    Enumeration,
    ModelClass,
    ModelDefinition,
    RecursiveAlias,
)
from ..ir.python_types import (
    SEQUENCE,
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
    TupleType,
    UnionType,
    UnitType,
)
from ..printing.python_literals import literal

_VALUES = {
    "str": '"..."',
    "int": "1",
    "float": "1.0",
    "bool": "True",
    "bytes": 'b"..."',
    "date": "date(2026, 1, 31)",
    "datetime": "datetime(2026, 1, 31, tzinfo=UTC)",
    "time": "time(12)",
    "timedelta": "timedelta(days=1)",
    "Decimal": 'Decimal("1.00")',
    "UUID": "UUID(int=1)",
}
_MODULES = {
    "datetime": ("UTC", "date", "datetime", "time", "timedelta"),
    "decimal": ("Decimal",),
    "uuid": ("UUID",),
}
"""The classes and constants in values, by the module that has them."""
UNKNOWN = "..."
"""The value of an argument whose type is not a simple one."""


@dataclass(frozen=True)
class Placeholders:
    """Values for the arguments of one package.

    Attributes:
        package: the package.
    """

    package: Package

    @cached_property
    def _definitions(self) -> Mapping[str, ModelDefinition]:
        modules = self.package.models
        return {each.name: each for module in modules for each in module.definitions}

    def arguments(self, arguments: Iterable[Argument]) -> str:
        """Return the required arguments as they are passed: `7, name="..."`."""
        return ", ".join(
            (
                self.value(each.type)
                if each.positional
                else f"{each.name}={self.value(each.type)}"
            )
            for each in arguments
            if each.default is None
        )

    def call_arguments(self, operation: OperationBase) -> str:
        """Return the arguments without which a call is refused, as they are passed."""
        return self.arguments(
            replace(each, default=None) for each in needed_arguments(operation)
        )

    def value(self, type_: PythonType) -> str:
        """Return a value of a type, as code."""
        match type_:
            case Leaf(name=name):
                return _VALUES.get(name, UNKNOWN)
            case LiteralType(values=(first, *_)):
                return constant_text(first)
            case EnumerationValues(component=name) | ModelType(component=name):
                return self._defined(name)
            case ListType(item=item):
                return f"[{self.value(item)}]"
            case GenericType(base=base, arguments=(item,)) if base == SEQUENCE:
                return f"[{self.value(item)}]"
            case GenericType() | MappingType():
                return "{...}"
            case TupleType(items=items):
                return f"({', '.join(map(self.value, items))})"
            case UnionType(parts=(first, *_)):
                return self.value(first)
            case ConstrainedType(type=inner) | TaggedType(type=inner):
                return self.value(inner)
            case UnitType(plain=plain) | ExactType(plain=plain):
                return self.value(plain)
        return UNKNOWN

    def _defined(self, name: str) -> str:
        match self._definitions.get(name):
            case Enumeration(members=members) if members:
                return constant_text(next(iter(members.values())))
            case ModelClass():
                return f"{name}({UNKNOWN})"
            case RecursiveAlias():
                return UNKNOWN
            case Alias(type=inner):
                return self.value(inner)
        return UNKNOWN


def constant_text(value: str | int | bool) -> str:
    """Return a value as code; plain text is in double quotes, as formatters do."""
    text = literal(value)
    plain = isinstance(value, str) and not {'"', "\\"} & {*text}
    return f'"{value}"' if plain else text


def needed_arguments(operation: OperationBase) -> list[Argument]:
    """Return the arguments without which a call is refused.

    Of several arguments of which one is enough, it is the first one.
    """
    facts = operation.facts
    needed = {each.name for each in operation.arguments if each.default is None}
    by_place = {_place(each): each.name for each in operation.arguments}
    for rule in facts.require:
        names = [by_place[each] for each in rule.at if each in by_place]
        if isinstance(rule, AtLeastOne) and names and needed.isdisjoint(names):
            needed.add(names[0])
    if facts.changed_since is not None and facts.changed_since.required:
        needed.add("changed_since")
    return [each for each in operation.arguments if each.name in needed]


def _place(argument: Argument) -> str:
    """Return the location of an argument in the request: `query.limit`."""
    match argument.destination:
        case Member(keyword=keyword, wire=wire):
            return f"{keyword.removesuffix('s')}.{wire}"
        case Whole(keyword=keyword):
            return keyword
    return ""


def import_lines(module: str, client: str, code: str) -> list[str]:
    """Return the imports of code: of the standard library, and of a client.

    Args:
        module: the module that has the client and its models.
        client: the class of the client.
        code: the code that uses them.
    """
    known, models = _needed(code)
    own = [f"from {module} import {client}"]
    return [*known, *([""] if known else []), *own, *_model_imports(module, models)]


def extra_import_lines(module: str, code: str) -> list[str]:
    """Return the imports of code that uses an existing client.

    Args:
        module: the module that has the client and its models.
        code: the code.
    """
    known, models = _needed(code)
    return [*known, *([""] if known else []), *_model_imports(module, models)]


def _needed(code: str) -> tuple[list[str], list[str]]:
    """Return the imports of the standard library, and the names of models."""
    known = ["import os"] if "os.environ[" in code else []
    for name, members in _MODULES.items():
        if used := [each for each in members if re.search(rf"\b{each}\b[()]", code)]:
            known.append(f"from {name} import {', '.join(used)}")
    return known, sorted({*re.findall(rf"\b(\w+)\({re.escape(UNKNOWN)}\)", code)})


def _model_imports(module: str, models: list[str]) -> list[str]:
    return [f"from {module}.models import {', '.join(models)}"] if models else []
