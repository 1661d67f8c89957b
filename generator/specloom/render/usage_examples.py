"""Write short examples of what one client can do, as lines of Python.

An example uses only what the package has, with placeholders for values. It is empty if
the package does not have the feature.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..ir import (
    Argument,
    CallOperation,
    FilterField,
    FilterFields,
    Operation,
    Package,
    PagedOperation,
    PagedPartsOperation,
    Resource,
    StreamOperation,
)
from ..ir.python_types import NONE, SEQUENCE, GenericType, Leaf, PythonType, bare, parts
from ..names import identifier
from .first_calls import (
    Method,
    call_lines,
    chosen_methods,
    client_arguments,
    item_name,
    server_arguments,
)
from .placeholders import (
    UNKNOWN,
    Placeholders,
    extra_import_lines,
    import_lines,
    needed_arguments,
)

_ORDERED = {"Compare", "Gte"}
_CONDITIONS = (
    ({"Compare", "Eq"}, "{field} == {value}"),
    (_ORDERED, "{field} >= {value}"),
    ({"In", "Member"}, "{field}.in_([{value}])"),
)
"""Conditions, each with the operators of which a field must have one."""
_MOST_CONDITIONS = 2
_FIELDS = "C"
"""The name of a class of fields in an example, as the documentation writes it."""


@dataclass(frozen=True)
class UsageExamples:
    """The examples of one package.

    Attributes:
        package: the package.
        module: the dotted name of the module that has the client.
    """

    package: Package
    module: str

    @cached_property
    def variable(self) -> str:
        """The variable of the client."""
        return identifier(self.package.client.name)

    @cached_property
    def opened(self) -> str:
        """The expression for a client, with credentials from the environment."""
        if not self.package.service.env:
            return self.constructed
        name = self.package.client.name
        given = server_arguments(self.package, self.package.service.env)
        return f"{name}.from_env({', '.join(given)})"

    @cached_property
    def constructed(self) -> str:
        """The expression for a client, with credentials as arguments."""
        return f"{self.package.client.name}({', '.join(self.given)})"

    @cached_property
    def given(self) -> list[str]:
        """The arguments that a client must have."""
        arguments = client_arguments(self.package, self._values)
        return [each for each in (arguments, *server_arguments(self.package)) if each]

    def first_call(self) -> list[str]:
        """Return a script with one call, a list if there is one."""
        chosen = chosen_methods(self.package)
        found = min(chosen, key=lambda e: self._difficulty(e)[:2], default=None)
        body = [f"print({self._undescribed})"]
        if found is not None:
            body = call_lines(found, self.variable, self._values)
        opened = f"with {self.opened} as {self.variable}:"
        code = "\n".join([opened, *body])
        imports = import_lines(self.module, self.package.client.name, code)
        return [*imports, "", opened, *_indented(body)]

    def create(self) -> list[str]:
        """Return the lines that create a client, with the imports of later examples."""
        opened = f"{self.variable} = {self.opened}"
        code = "\n".join([opened, self.paged_list(), *self.plain_call(), self.tried()])
        imports = import_lines(self.module, self.package.client.name, code)
        return [*imports, "", opened]

    def fake(self) -> list[str]:
        """Return the lines of a test without a network."""
        arguments = ", ".join([*self.given, "transport=transport"])
        return [
            f"{self.variable} = {self.package.client.name}({arguments})",
            "try:",
            f"    {self.tried()}",
            "except ApiError as error:",
            "    assert error.status == 404",
            "assert len(transport.requests) == 1",
        ]

    def asynchronous(self) -> list[str]:
        """Return a script with one call of the asynchronous client."""
        client = f"Async{self.package.client.name}"
        opened = self.opened.replace(self.package.client.name, client, 1)
        call = self.paged_list()
        body = [f"async for {self.item()} in {call}:", f"    print({self.item()})"]
        if not call:
            body = [f"print(await {self.tried()})"]
        main = [f"async with {opened} as {self.variable}:", *_indented(body)]
        imports = import_lines(self.module, client, "\n".join(main))
        known = imports.index(f"from {self.module} import {client}")
        return [
            "import asyncio",
            *imports[:known],
            *([] if known else [""]),
            *imports[known:],
            *("", "", "async def main() -> None:"),
            *_indented(main),
            *("", "", "asyncio.run(main())"),
        ]

    def tried(self) -> str:
        """Return a call that sends one request at once.

        Without such an operation, it is a request that the description lacks.
        """
        reads = [
            each
            for each in self._methods
            if isinstance(each.operation, CallOperation)
            and each.operation.path.endswith("}")
        ]
        found = self._most_simple([e for e in reads if e.operation.method == "GET"])
        if found is not None:
            return self._call(found)
        if call := self.paged_list():
            return f"{call}.first()"
        calls = [e for e in self._methods if isinstance(e.operation, CallOperation)]
        found = self._most_simple(reads or calls)
        return self._call(found) if found else self._undescribed

    @cached_property
    def _undescribed(self) -> str:
        return f'{self.variable}.request("GET", "/")'

    def paged_list(self) -> str:
        """Return the call of a list that is read page by page; "" without one."""
        found = self.paged_method
        return self._call(found) if found else ""

    @cached_property
    def paged_method(self) -> Method | None:
        """The list that shows how lists are read."""
        paged = [e for e in self._methods if isinstance(e.operation, PagedOperation)]
        return self._most_simple(paged)

    def parts_list(self) -> str:
        """Return the call of a list whose items have parts; "" without one."""
        lists = (
            each
            for each in self._methods
            if isinstance(each.operation, PagedPartsOperation)
        )
        found = self._most_simple(lists)
        return self._call(found) if found else ""

    def item(self) -> str:
        """Return a name for an item of the list."""
        found = self.paged_method
        return item_name(found.resource.attribute, self.variable) if found else ""

    def list_name(self) -> str:
        """Return a name for the list itself."""
        attribute = self.paged_method.resource.attribute if self.paged_method else ""
        return "found" if attribute in (self.item(), self.variable) else attribute

    def plain_call(self) -> list[str]:
        """Return the method of a call that returns one result, and its arguments."""
        methods = [
            each
            for each in self._methods
            if isinstance(each.operation, CallOperation)
            and each.operation.returns != NONE
        ]
        reads = [each for each in methods if each.operation.method == "GET"]
        found = self._most_simple(reads or methods)
        if found is None:
            return []
        resource, operation = found
        arguments = self._values.call_arguments(operation)
        called = f"{self.variable}.{resource.attribute}.{operation.name}"
        return [called, *([arguments] if arguments else [])]

    def stream(self) -> str:
        """Return the call of a stream; "" without one."""
        streams = [e for e in self._methods if isinstance(e.operation, StreamOperation)]
        found = self._most_simple(streams)
        return self._call(found) if found else ""

    def edit(self) -> str:
        """Return a call of `edit`, with a new value for one property; "" without it."""
        for resource in self.package.resources:
            if resource.edit is None:
                continue
            keys = [self._values.value(each.type) for each in resource.edit.key]
            fields = resource.edit.changes.fields
            values = {each.name: self._values.value(bare(each.type)) for each in fields}
            known = [f"{n}={v}" for n, v in values.items() if v != UNKNOWN]
            arguments = ", ".join([*keys, *known[:1]])
            return f"{self.variable}.{resource.attribute}.edit({arguments})"
        return ""

    def filtered(self) -> list[str]:
        """Return the lines of a list with a filter; empty without one."""
        for resource, operation, argument in self._filters():
            fields = _fields(resource, argument)
            if fields is None:
                continue
            conditions = [*self._conditions(fields)][:_MOST_CONDITIONS]
            if not conditions:
                continue
            wanted = f"wanted = {_joined(conditions)}"
            given = [f"{argument.name}=wanted", *_sorting(operation, fields)]
            call = self._call(Method(resource, operation), *given)
            code = "\n".join([wanted, call])
            fields_import = f"from {self.module} import {fields.name} as {_FIELDS}"
            imports = [*extra_import_lines(self.module, code), fields_import]
            return [*imports, "", wanted, *_read(call, operation)]
        return []

    def _conditions(self, fields: FilterFields) -> Iterator[str]:
        """Yield conditions on different fields, with different operators."""
        left = [*fields.fields]
        for operators, shown in _CONDITIONS:
            for field in left:
                value = self._values.value(field.type)
                is_plain = UNKNOWN not in _without_text(value)
                is_text = operators is _ORDERED and field.type == Leaf("str")
                if operators & _operators(field) and is_plain and not is_text:
                    yield shown.format(field=f"{_FIELDS}.{field.name}", value=value)
                    left.remove(field)
                    break

    def _filters(self) -> Iterator[tuple[Resource, Operation, Argument]]:
        """Yield the methods that have a filter, those that show most of it first."""

        def order(method: Method) -> tuple[bool, bool, bool, bool, int]:
            sorts = (_generic(a.type, "SortBy") for a in method.operation.arguments)
            is_paged = isinstance(method.operation, PagedOperation)
            return (not is_paged, not any(sorts), *self._difficulty(method))

        for resource, operation in sorted(self._methods, key=order):
            for argument in operation.arguments:
                if _generic(argument.type, "Condition") is not None:
                    yield resource, operation, argument

    @cached_property
    def _methods(self) -> list[Method]:
        return [Method(r, o) for r in self.package.resources for o in r.operations]

    @cached_property
    def _values(self) -> Placeholders:
        return Placeholders(self.package)

    def _call(self, method: Method, *further: str) -> str:
        resource, operation = method
        arguments = self._values.call_arguments(operation)
        given = ", ".join([*([arguments] if arguments else []), *further])
        return f"{self.variable}.{resource.attribute}.{operation.name}({given})"

    def _most_simple(self, methods: Iterable[Method]) -> Method | None:
        """Return the method that needs the least to be known; None without methods."""
        return min(methods, key=self._difficulty, default=None)

    def _difficulty(self, method: Method) -> tuple[bool, bool, int]:
        """Return how much a reader must know: first about values, then how many."""
        operation = method.operation
        required = needed_arguments(operation)
        values = [_without_text(self._values.value(each.type)) for each in required]
        unknown = any(UNKNOWN in each for each in values)
        return bool(operation.details.deprecation), unknown, len(required)


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" if line else line for line in lines]


def _without_text(value: str) -> str:
    """Return code without the placeholders for text, which are in quotes."""
    return value.replace('"..."', "")


def _joined(conditions: list[str]) -> str:
    """Return the conjunction of conditions; comparisons must be in parentheses."""
    if len(conditions) == 1:
        return conditions[0]
    return " & ".join(f"({e})" if " " in e.partition("(")[0] else e for e in conditions)


def _operators(field: FilterField) -> set[str]:
    """Return the names of the operators of a field."""
    return {each.name for each in parts(field.operators) if isinstance(each, Leaf)}


def _generic(type_: PythonType, name: str) -> GenericType | None:
    """Return the part of a type that is a generic class with a name."""
    for each in parts(type_):
        if not isinstance(each, GenericType):
            continue
        if each.base.name == name:
            return each
        inner = (_generic(argument, name) for argument in each.arguments)
        if found := next(filter(None, inner), None):
            return found
    return None


def _fields(resource: Resource, argument: Argument) -> FilterFields | None:
    """Return the fields that a filter can use."""
    found = _generic(argument.type, "Condition")
    names = {e.name for e in found.arguments if isinstance(e, Leaf)} if found else set()
    return next((each for each in resource.filters if each.name in names), None)


def _sorting(operation: Operation, fields: FilterFields) -> Iterator[str]:
    """Yield the argument that sorts a list, if it has one."""
    key = next((e for e in fields.fields if "Sortable" in _operators(e)), None)
    for argument in operation.arguments:
        if key is not None and _generic(argument.type, "SortBy") is not None:
            is_list = _generic(argument.type, SEQUENCE.name) is not None
            value = f"-{_FIELDS}.{key.name}"
            yield f"{argument.name}={f'[{value}]' if is_list else value}"


def _read(call: str, operation: Operation) -> list[str]:
    """Return the lines that print what a call returns."""
    if isinstance(operation, PagedOperation):
        return [f"for item in {call}:", "    print(item)"]
    return [f"print({call})"]
