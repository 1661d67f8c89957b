"""Write values for arguments of calls that show how a client is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..ir import Argument, Package
from ..ir.model_definitions import Enumeration
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
_IMPORTS = {
    "date": "from datetime import date",
    "datetime": "from datetime import UTC, datetime",
    "time": "from datetime import time",
    "timedelta": "from datetime import timedelta",
    "Decimal": "from decimal import Decimal",
    "UUID": "from uuid import UUID",
}
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
    def _enumerations(self) -> Mapping[str, Enumeration]:
        return {
            each.name: each
            for module in self.package.models
            for each in module.definitions
            if isinstance(each, Enumeration)
        }

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

    def value(self, type_: PythonType) -> str:
        """Return a value of a type, as code."""
        match type_:
            case Leaf(name=name):
                return _VALUES.get(name, UNKNOWN)
            case LiteralType(values=(first, *_)):
                return literal(first)
            case EnumerationValues(component=component):
                known = self._enumerations.get(component)
                return literal(next(iter(known.members.values()))) if known else UNKNOWN
            case ModelType(component=component):
                if component in self._enumerations:
                    return self.value(EnumerationValues(component, ""))
                return f"{component}({UNKNOWN})"
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


def imports_for(code: str) -> list[str]:
    """Return the import of each class of the standard library that code uses."""
    return [line for name, line in _IMPORTS.items() if f"{name}(" in code]
