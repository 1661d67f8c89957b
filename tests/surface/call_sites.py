"""Code that uses everything of a package as its types allow, made from the package.

It is type-checked against another version of the package. Lists and dicts are passed
as displays and read as sequences and mappings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specloom.ir import Argument, Package, Resource
from specloom.ir.model_definitions import (
    Alias,
    Enumeration,
    ModelClass,
    ModelField,
)
from specloom.ir.python_types import (
    NONE,
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
    widened,
)
from specloom.printing.python_literals import Code
from specloom.printing.type_printer import printed
from specloom.surface.package_index import PackageIndex

_HEADER = """
from __future__ import annotations

import collections.abc
import datetime
import decimal
import typing
import uuid

import specloom_runtime
"""


class _QualifiedNames:
    """Spells names so that a model may have the name of any type."""

    def use(self, module: str, name: str) -> Code:
        return Code(name if module in ("", "builtins") else f"{module}.{name}")

    def model(self, component: str) -> Code:
        return Code(component)

    def enumeration_values(self, component: str, name: str) -> Code:
        return Code(name)


def _text(type_: PythonType) -> str:
    return printed(bare(type_), _QualifiedNames())


class CallSites:
    """The code for one package.

    Args:
        package: the package whose names and types the code uses.
        root: the name under which it imports the package.
    """

    def __init__(self, package: Package, root: str) -> None:
        self._package = package
        self._root = root
        self._index = PackageIndex(package)
        self._parameters: dict[str, str] = {}
        self._last = 0

    def text(self) -> str:
        """Return the module."""
        blocks = [
            *self._functions("client", self._client()),
            *(
                line
                for resource in self._package.resources
                for line in self._functions(resource.module, self._resource(resource))
            ),
            *self._functions("models", self._models()),
        ]
        return "\n".join([_HEADER, *self._imports(), *blocks]) + "\n"

    def _imports(self) -> Iterator[str]:
        client = self._package.client.name
        yield f"from {self._root} import {client}, Async{client}"
        for module in self._package.models:
            for name in module.exports:
                yield f"from {self._root}.models import {name}"
            for each in module.enumerations:
                if each.values_alias:
                    yield (
                        f"from {self._root}.models.{module.name} "
                        f"import {each.values_alias}"
                    )
        if self._package.client.environments:
            yield f"from {self._root}.client import Environment"
        for resource in self._package.resources:
            yield f"from {self._root}.{resource.module} import {resource.name}"
            for filters in resource.filters:
                yield f"from {self._root} import {filters.name}"
        for webhook in self._package.webhooks:
            yield f"from {self._root}.incoming import {webhook.name}"

    def _functions(self, name: str, lines: Iterator[str]) -> Iterator[str]:
        body = [f"    {line}" for line in lines]
        parameters = (f"{each}: {text}" for each, text in self._parameters.items())
        client = f"client: {self._package.client.name}"
        yield f"\n\ndef use_{name}({', '.join([client, *parameters])}) -> None:"
        yield from body or ["    pass"]
        self._parameters = {}

    def _client(self) -> Iterator[str]:
        client = self._package.client
        for arguments in client.overloads or (client.arguments,):
            yield from self._calls(client.name, arguments, None)

    def _resource(self, resource: Resource) -> Iterator[str]:
        for each in resource.operations:
            for name in each.names:
                call = f"client.{resource.attribute}.{name}"
                yield from self._calls(call, each.arguments, each.returns)
        for filters in resource.filters:
            for field in filters.fields:
                yield f"print({filters.name}.{field.name})"

    def _calls(
        self, call: str, arguments: Sequence[Argument], returns: PythonType | None
    ) -> Iterator[str]:
        """Yield calls: with all arguments, only required ones, and by position."""
        given = {each.name: self._values(each.type) for each in arguments}
        first = {name: values[0] for name, values in given.items()}
        required = {a.name: first[a.name] for a in arguments if a.default is None}
        start = ""
        if returns is not None and returns != NONE:
            start = f"result_{self._number()}: {_read(returns)} = "
        yield f"{start}{call}({_keywords(first)})"
        yield f"{call}({_keywords(required)})"
        positional = [first[each.name] for each in arguments if each.positional]
        others = {a.name: first[a.name] for a in arguments if not a.positional}
        yield f"{call}({', '.join([*positional, _keywords(others)]).rstrip(', ')})"
        for name, values in given.items():
            for value in values[1:]:
                yield f"{call}({_keywords(required | {name: value})})"

    def _models(self) -> Iterator[str]:
        for name, each in self._index.definitions.items():
            passed = name in self._index.requests
            read = name in self._index.responses
            if not passed and not read:
                passed = read = True
            match each:
                case ModelClass(is_view_base=False):
                    fields = [*self._index.fields(name).values()]
                    yield from self._class(name, fields, passed, read)
                case Enumeration(members=members):
                    yield from (f"print({name}.{member})" for member in members)
                case Alias(type=type_):
                    if read:
                        given = self._parameter(ModelType(name))
                        yield f"read_{self._number()}: {_read(type_)} = {given}"
                    for value in self._values(type_) if passed else ():
                        yield f"passed_{self._number()}: {name} = {value}"

    def _class(
        self, name: str, fields: list[ModelField], passed: bool, read: bool
    ) -> Iterator[str]:
        if read:
            given = self._parameter(ModelType(name))
            for each in fields:
                number = self._number()
                yield f"read_{number}: {_read(each.type)} = {given}.{each.name}"
        if passed:
            values = {each.name: self._values(each.type) for each in fields}
            required = {e.name: values[e.name][0] for e in fields if e.default is None}
            yield f"{name}({_keywords(required)})"
            for field, several in values.items():
                for value in several:
                    yield f"{name}({_keywords(required | {field: value})})"

    def _values(self, type_: PythonType) -> list[str]:
        """Return expressions for values of a type, at least one of each alternative."""
        match bare(type_):
            case Leaf("None"):
                return ["None"]
            case LiteralType(values=values):
                return [*map(repr, values)]
            case UnionType(parts=parts):
                kept = (p for p in parts if p != Leaf("Unset", "specloom_runtime"))
                return [value for part in kept for value in self._values(part)]
            case ListType(item=item) | GenericType(
                base=Leaf("Sequence"), arguments=(item,)
            ):
                return [f"[{value}]" for value in self._values(item)]
            case MappingType(value=item) | GenericType(
                base=Leaf("Mapping"), arguments=(_, item)
            ):
                return [f"{{'key': {value}}}" for value in self._values(item)]
            case TupleType(items=items):
                return [f"({', '.join(self._values(i)[0] for i in items)},)"]
            case EnumerationValues(component=component):
                enumeration = self._index.definitions[component]
                assert isinstance(enumeration, Enumeration)
                members = [f"{component}.{each}" for each in enumeration.members]
                return [*members, *map(repr, enumeration.members.values())]
            case plain:
                return [self._parameter(plain)]

    def _parameter(self, type_: PythonType) -> str:
        """Return a parameter of the function that has a type."""
        text = _text(type_)
        known = {shown: name for name, shown in self._parameters.items()}
        return known.get(text) or self._new_parameter(text)

    def _new_parameter(self, text: str) -> str:
        name = f"given_{len(self._parameters)}"
        self._parameters[name] = text
        return name

    def _number(self) -> int:
        self._last += 1
        return self._last


def _keywords(values: dict[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in values.items())


def _read(type_: PythonType) -> str:
    """Return the annotation of a variable that is only read."""
    return _text(widened(bare(type_)))
