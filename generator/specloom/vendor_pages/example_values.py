"""Write plausible values of arguments as code, from the samples of a description."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any
from uuid import UUID

from ..ir.model_definitions import Alias, Enumeration, ModelClass
from ..ir.python_types import (
    MAPPING,
    SEQUENCE,
    EnumerationValues,
    GenericType,
    Leaf,
    ListType,
    LiteralType,
    MappingType,
    ModelType,
    PythonType,
    TupleType,
    UnionType,
    bare,
    without_null,
)
from ..printing.python_literals import literal
from ..render.placeholders import Placeholders
from ..wire.package_models import PackageModels, Property

MAX_DEPTH = 6
MOST_ITEMS = 2
LONGEST = 200
"""The maximum length of a value in characters."""
_JSON: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "date": (str,),
    "datetime": (str,),
    "time": (str,),
    "UUID": (str,),
    "Decimal": (str, int, float),
    "bytes": (str,),
}
"""The types of JSON from which a value of a type is made."""


class NoValueError(Exception):
    """No value of a type can be written."""


@dataclass(frozen=True)
class ExampleValues:
    """Values of the types of one package.

    Attributes:
        models: the models of the package.
        placeholders: values of simple types without a sample.
    """

    models: PackageModels
    placeholders: Placeholders

    def code(self, type_: PythonType, sample: Any, depth: int = 0) -> str:
        """Return a value as code.

        Args:
            type_: its type.
            sample: a valid value as JSON; the value is like it where it fits the type.
            depth: how many models contain the value.

        Raises:
            NoValueError: no value is known.
        """
        if depth > MAX_DEPTH:
            raise NoValueError
        match bare(type_):
            case UnionType(parts=parts):
                return self._alternative(parts, sample, depth)
            case LiteralType(values=values):
                return literal(sample if _is_among(sample, values) else values[0])
            case ModelType(component=name) | EnumerationValues(component=name) as known:
                return self._defined(known, name, sample, depth)
            case ListType(item=item):
                return self._list(item, sample, depth)
            case GenericType(base=base, arguments=(item,)) if base == SEQUENCE:
                return self._list(item, sample, depth)
            case GenericType(base=base, arguments=(_, value)) if base == MAPPING:
                return self._mapping(value, sample, depth)
            case MappingType(value=value):
                return self._mapping(value, sample, depth)
            case TupleType(items=items):
                given = sample if isinstance(sample, list) else []
                shown = [
                    self.code(item, given[n] if n < len(given) else None, depth + 1)
                    for n, item in enumerate(items)
                ]
                return f"({', '.join(shown)}{',' if len(shown) == 1 else ''})"
            case Leaf(name=name):
                return self._leaf(name, sample)
        raise NoValueError

    def _leaf(self, name: str, sample: Any) -> str:
        if name in ("Any", "object", "JsonValue"):
            return json_code(sample)
        if name == "None":
            return "None"
        if name not in _JSON and name not in ("timedelta",):
            raise NoValueError
        try:
            made = _scalar(name, sample)
        except (ValueError, InvalidOperation):
            made = ""
        return made or self.placeholders.value(Leaf(name))

    def _alternative(self, parts: Iterable[PythonType], sample: Any, depth: int) -> str:
        """Return a value of the first alternative that a sample fits, or of any."""
        known = [each for each in parts if getattr(each, "name", "") != "Unset"]
        fitting = [each for each in known if self._fits(each, sample)]
        for each in (*fitting, *known):
            try:
                return self.code(each, sample, depth)
            except NoValueError:
                continue
        raise NoValueError

    def _fits(self, type_: PythonType, sample: Any) -> bool:
        match type_:
            case Leaf(name="None"):
                return sample is None
            case Leaf(name=name) if name in _JSON:
                if isinstance(sample, bool) is not (name == "bool"):
                    return False
                if not isinstance(sample, _JSON[name]):
                    return False
                try:
                    return bool(_scalar(name, sample))
                except (ValueError, InvalidOperation):
                    return False
            case ModelType(component=name) | EnumerationValues(component=name):
                return self._fits_model(name, sample)
            case LiteralType(values=values):
                return _is_among(sample, values)
            case ListType() | TupleType():
                return isinstance(sample, list)
            case GenericType(base=base):
                return isinstance(sample, list if base == SEQUENCE else dict)
            case MappingType():
                return isinstance(sample, dict)
        return False

    def _fits_model(self, name: str, sample: Any) -> bool:
        match self.models.definitions.get(name):
            case Enumeration(members=members):
                return _is_among(sample, members.values())
            case ModelClass():
                if not isinstance(sample, dict):
                    return False
                required = {
                    each.wire
                    for each in self.models.properties(name).values()
                    if each.field.default is None
                }
                return required <= sample.keys()
            case Alias(type=inner):
                parts = inner.parts if isinstance(inner, UnionType) else (inner,)
                return any(self._fits(part, sample) for part in parts)
        return False

    def _defined(self, type_: PythonType, name: str, sample: Any, depth: int) -> str:
        match self.models.definitions.get(name):
            case Enumeration(members=members) if members:
                found = [key for key, value in members.items() if value == sample]
                key = next(iter(found or members))
                if isinstance(type_, EnumerationValues):
                    return literal(members[key])
                return f"{name}.{key}"
            case ModelClass():
                return self._object(name, sample, depth)
            case Alias(type=inner):
                return self.code(inner, sample, depth + 1)
        raise NoValueError

    def _object(self, name: str, sample: Any, depth: int) -> str:
        """Return a call of the class with the required fields."""
        given = sample if isinstance(sample, dict) else {}
        properties = self.models.properties(name)
        shown = [
            f"{attribute}={self.code(each.field.type, given.get(each.wire), depth + 1)}"
            for attribute, each in properties.items()
            if each.field.default is None
        ]
        if not shown and depth < 2:
            shown = [*islice(self._optional(properties, given), MOST_ITEMS)]
        return f"{name}({', '.join(shown)})"

    def _optional(
        self, properties: Mapping[str, Property], given: Mapping[str, Any]
    ) -> Iterator[str]:
        """Yield optional fields with simple values, as arguments of a class."""
        for attribute, each in properties.items():
            value = given.get(each.wire)
            if isinstance(value, str | int | float):
                type_ = without_null(each.field.type)
                with suppress(NoValueError):
                    yield f"{attribute}={self.code(type_, value, MAX_DEPTH)}"

    def _list(self, item: PythonType, sample: Any, depth: int) -> str:
        given = sample[:MOST_ITEMS] if isinstance(sample, list) else []
        try:
            shown = [self.code(item, each, depth + 1) for each in given or [None]]
        except NoValueError:
            shown = []
        return f"[{', '.join(shown)}]"

    def _mapping(self, value: PythonType, sample: Any, depth: int) -> str:
        given = sample if isinstance(sample, dict) else {}
        shown = [
            f"{literal(str(key))}: {self.code(value, each, depth + 1)}"
            for key, each in [*given.items()][:MOST_ITEMS]
        ]
        return f"{{{', '.join(shown)}}}"


def _scalar(name: str, sample: Any) -> str:
    """Return a value of a simple type; "" if the sample is not one.

    Raises:
        ValueError: the sample is not a date, time, UUID or number.
    """
    if isinstance(sample, bool) is not (name == "bool"):
        return ""
    if not isinstance(sample, _JSON.get(name, ())):
        return ""
    given: Any = sample  # Its type is one that `_JSON` names.
    match name:
        case "str" | "int" | "bool":
            if len(str(given)) > LONGEST:
                raise NoValueError
            return literal(given)
        case "float":
            return literal(float(given))
        case "date":
            found = date.fromisoformat(given)
            return f"date({found.year}, {found.month}, {found.day})"
        case "datetime":
            at = datetime.fromisoformat(given)
            clock = [at.hour, at.minute, at.second] if at.time() != time() else []
            numbers = ", ".join(map(str, (at.year, at.month, at.day, *clock)))
            return f"datetime({numbers}, tzinfo=UTC)"
        case "time":
            at_time = time.fromisoformat(given)
            return f"time({at_time.hour}, {at_time.minute})"
        case "UUID":
            return f"UUID({literal(str(UUID(given)))})"
        case "Decimal":
            return f"Decimal({literal(str(Decimal(str(given))))})"
    return ""


def json_code(value: Any) -> str:
    """Return JSON as code: lists stay lists."""
    match value:
        case dict():
            pairs = (f"{literal(str(k))}: {json_code(v)}" for k, v in value.items())
            return f"{{{', '.join(pairs)}}}"
        case list():
            return f"[{', '.join(map(json_code, value))}]"
        case None:
            return "{}"
    return literal(value)


def _is_among(value: Any, values: Iterable[Any]) -> bool:
    """Return whether values contain a value of the same type; `True` is not 1."""
    return any(value == each and type(value) is type(each) for each in values)
