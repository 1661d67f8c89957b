"""Fixed arguments for a generated method.

A value comes from the schema of the parameter or body member with the same name; the
annotation only says into which Python type the JSON value is read. Where the document
has no such name, the value comes from the annotation.
"""

from __future__ import annotations

import ast
import inspect
import io
import json
import re
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import TypeAdapter
from samples import Document

PLAIN: dict[Any, Any] = {
    str: "text",
    int: 7,
    float: 1.5,
    bool: True,
    bytes: b"bytes",
    Decimal: Decimal("1.5"),
    UUID: UUID("3f2b8c1e-7d4a-4c56-9e10-6b8f0a2d5c71"),
    date: date(2026, 3, 1),
    datetime: datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
}
PLACES = ("path", "query", "header", "cookie", "body")
BY_ALIAS: Any = {"by_alias": True, "by_name": False}
ORDERS = ("asc", "desc", "alphabetical")
NOTHING = object()


class Arguments:
    """Every way in which one method is called."""

    def __init__(
        self, method: Callable[..., Any], document: Document, node: Mapping[str, Any]
    ) -> None:
        self._parameters = inspect.signature(method).parameters
        try:
            self._hints = get_type_hints(method, include_extras=True)
        except Exception:  # Names that are only imported for type checkers.
            self._hints = {}
        self._document = document
        self._schemas = _schemas(document, node)
        self._body = _body_schema(document, node)
        self._values = {name: self._value(name) for name in self._parameters}

    def required(self) -> dict[str, Any]:
        """A value for each argument without a default."""
        empty = inspect.Parameter.empty
        return self._given(
            name for name, p in self._parameters.items() if p.default is empty
        )

    def full(self) -> dict[str, Any]:
        """A value for each argument but filters, orders and the size of a page."""
        return self._given(
            name
            for name in self._parameters
            if name != "page_size" and self._special(name) is None
        )

    def special(self) -> dict[str, dict[str, Any]]:
        """The calls with one condition or order each, by a name for the case."""
        made = {}
        for name in self._parameters:
            if self._special(name) is not None:
                for label, value in _conditions(self._hints[name]):
                    made[f"{name} {label}"] = {**self.required(), name: value}
        return made

    def _given(self, names: Any) -> dict[str, Any]:
        made = {name: self._values[name] for name in names}
        # A file is read once, so each call has its own.
        return {
            name: io.BytesIO(b"bytes") if value is io.BytesIO else value
            for name, value in made.items()
            if value is not NOTHING
        }

    def _special(self, name: str) -> Any:
        for choice in _choices(self._hints.get(name)):
            for part in (choice, *get_args(choice)[:1]):
                kind = getattr(get_origin(part), "__name__", "")
                if kind in ("Condition", "SortKey"):
                    return part
        return None

    def _value(self, name: str) -> Any:
        parameter, hint = self._parameters[name], self._hints.get(name, Any)
        if parameter.kind is inspect.Parameter.VAR_KEYWORD or self._special(name):
            return NOTHING
        schema = self._body if name == "body" else self._schemas.get(squeezed(name))
        if schema is not None:
            return self._read(hint, self._document.sample(schema))
        if parameter.default not in (None, inspect.Parameter.empty):
            return NOTHING
        return _by_hint(hint)

    def _read(self, hint: Any, value: Any) -> Any:
        choices = _choices(hint)
        if bytes in choices and not isinstance(value, Mapping | list):
            # The same bytes where another version of the generator expects a string.
            return value.encode() if isinstance(value, str) else b"bytes"
        if any("IO" in getattr(c, "__name__", "") for c in choices):
            return io.BytesIO
        try:
            return TypeAdapter(hint).validate_json(json.dumps(value), **BY_ALIAS)
        except Exception:  # A value that the model refuses is sent as it is.
            return value


def squeezed(name: str) -> str:
    """The letters and digits of a name, by which wire and Python names are matched."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _schemas(document: Document, node: Mapping[str, Any]) -> dict[str, Any]:
    """The schema for each squeezed name; parameters win over members of the body."""
    found: dict[str, Any] = {}
    for each in node.get("parameters") or ():
        name, schema = str(each.get("name")), each.get("schema")
        if schema is None:
            schema = next(iter((each.get("content") or {}).values()), {}).get("schema")
        found.setdefault(squeezed(name), schema or {})
        found.setdefault(squeezed(f"{each.get('in')}{name}"), schema or {})
    members = document.flat(_body_schema(document, node)).get("properties") or {}
    for name, schema in members.items():
        found.setdefault(squeezed(name), schema)
        found.setdefault(squeezed(f"body{name}"), schema)
    return found


def _body_schema(document: Document, node: Mapping[str, Any]) -> Any:
    content = document.resolved(node.get("requestBody") or {}).get("content") or {}
    by_json = [media for media in content if "json" in media]
    for media in (*by_json, *content):
        schema = (content[media] or {}).get("schema")
        if schema is not None:
            return schema
    return None


def _choices(hint: Any) -> list[Any]:
    if hasattr(hint, "__metadata__"):
        return _choices(hint.__origin__)
    if get_origin(hint) in (Union, UnionType):
        return [c for part in get_args(hint) for c in _choices(part)]
    return [] if hint in (NoneType, None) else [hint]


def _by_hint(hint: Any) -> Any:
    for choice in _choices(hint):
        if choice in PLAIN:
            return PLAIN[choice]
        if "IO" in getattr(choice, "__name__", ""):
            return io.BytesIO
        if get_origin(choice) is Literal:
            return get_args(choice)[0]
        if inspect.isclass(choice) and issubclass(choice, Enum):
            return next(iter(choice))
        if getattr(get_origin(choice), "__name__", "") in ("Sequence", "list"):
            inner = _by_hint(get_args(choice)[0])
            return NOTHING if inner is NOTHING else [inner]
    return {} if hint is Any else NOTHING


def _conditions(hint: Any) -> list[tuple[str, Any]]:
    """Every public comparison of every field that the annotation names."""
    made: list[tuple[str, Any]] = []
    for choice in _choices(hint):
        listed = getattr(get_origin(choice), "__name__", "") == "Sequence"
        inner = get_args(choice)[0]
        owner = get_args(inner)[0] if listed else inner
        types = _types(owner)
        for name, field in vars(owner).items():
            if name.startswith("_") or not hasattr(field, "eq"):
                continue
            for word in ORDERS if listed else _comparisons(field):
                made.append(
                    (
                        f"{name}.{word}",
                        _compared(field, types.get(name, str), word, listed),
                    )
                )
    return [(label, value) for label, value in made if value is not NOTHING]


def _comparisons(field: Any) -> list[str]:
    names = (name for name in dir(field) if not name.startswith("_"))
    return [n for n in names if n not in ORDERS and inspect.ismethod(getattr(field, n))]


def _types(owner: type[Any]) -> dict[str, Any]:
    """The type of each field's values, as its source has it: `Field[T, ...]`.

    The source is the same for every way in which the runtime keeps these arguments.
    """
    names = vars(sys.modules[owner.__module__])
    found = {}
    for node in ast.walk(ast.parse(inspect.getsource(owner))):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Subscript(slice=ast.Tuple(elts=[*_, kind, _]))),
            ):
                found[name] = eval(ast.unparse(kind), names)
    return found


def _compared(field: Any, kind: Any, word: str, listed: bool) -> Any:
    value = _by_hint(kind)
    listed_first = word.endswith(("in", "in_"))
    many, one = ([value, value],), (value,)
    for given in ((), *((many, one) if listed_first else (one, many)), (value, value)):
        try:
            made = getattr(field, word)(*given)
        except Exception:  # Another number or type of operands.
            continue
        return [made] if listed else made
    return NOTHING
