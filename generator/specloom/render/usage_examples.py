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
    Operation,
    Package,
    PagedOperation,
    PagedPartsOperation,
    Resource,
    StreamOperation,
    Whole,
)
from ..ir.python_types import NONE, bare
from ..names import identifier
from .client_examples import ClientExamples
from .filter_examples import (
    FIELDS,
    conditions_on,
    conjunction,
    fields_of,
    generic_part,
    sort_argument,
    without_text,
)
from .first_calls import (
    Method,
    call_lines,
    chosen_methods,
    is_list,
    item_name,
)
from .placeholders import (
    UNKNOWN,
    Placeholders,
    extra_import_lines,
    import_lines,
    needed_arguments,
)


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
    def clients(self) -> ClientExamples:
        """The expressions that create a client."""
        return ClientExamples(self.package)

    def first_call(self) -> list[str]:
        """Return a script with one call, a list if there is one."""
        found = self._first_method
        if found is None:
            return []
        opened = self.clients.opened("with ", f" as {self.variable}:")
        body = call_lines(found, self.variable, self._values)
        code = "\n".join([*opened, *body])
        imports = import_lines(self.module, self.package.client.name, code)
        return [*imports, "", *opened, *_indented(body)]

    def create(self) -> list[str]:
        """Return the lines that create a client, with the imports of later examples."""
        opened = self.clients.opened(f"{self.variable} = ")
        calls = [self.paged_list(), *self.plain_call(), self.tried()]
        code = "\n".join([*opened, *calls])
        imports = import_lines(self.module, self.package.client.name, code)
        return [*imports, "", *opened]

    def fake(self) -> list[str]:
        """Return the lines of a test without a network."""
        if self._first_method is None:
            return []
        start = f"{self.variable} = "
        return [
            *self.clients.faked(start),
            "try:",
            f"    {self.tried()}",
            "except ApiError as error:",
            "    assert error.status == 404",
            "assert len(transport.requests) == 1",
        ]

    def asynchronous(self) -> list[str]:
        """Return a script with one call of the asynchronous client."""
        found = self._first_method
        if found is None:
            return []
        opened = self.clients.opened("async with ", f" as {self.variable}:", "Async")
        main = [*opened, *_indented(self._awaited(found))]
        client = f"Async{self.package.client.name}"
        imports = import_lines(self.module, client, "\n".join(main))
        plain = [each for each in imports if each.startswith("import ")]
        others = [each for each in imports if each not in plain]
        if others[0] == f"from {self.module} import {client}":
            others = ["", *others]
        return [
            "import asyncio",
            *plain,
            *others,
            *("", "", "async def main() -> None:"),
            *_indented(main),
            *("", "", "asyncio.run(main())"),
        ]

    def _awaited(self, method: Method) -> list[str]:
        """Return the lines of a call of the asynchronous client."""
        call = self._call(method)
        match method.operation:
            case PagedOperation():
                item = item_name(method.resource.attribute, self.variable)
                return [f"async for {item} in {call}:", f"    print({item})"]
            case StreamOperation():
                read = ["async for item in items:", "    print(item)"]
                return [f"async with {call} as items:", *_indented(read)]
            case CallOperation(returns=returns) if returns == NONE:
                return [f"await {call}"]
        return [f"print(await {call})"]

    @cached_property
    def _first_method(self) -> Method | None:
        """The method of the first call: one of a list, or one that reads.

        Among equally good ones, it is the first of those that `init` shows.
        """

        def order(method: Method) -> tuple[bool, bool, bool, bool]:
            is_read = method.operation.method == "GET"
            return (*self._difficulty(method)[:2], not is_list(method), not is_read)

        return min(chosen_methods(self.package), key=order, default=None)

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
        return self._call(found) if found else f'{self.variable}.request("GET", "/")'

    def paged_list(self) -> str:
        """Return the call of a list that is read page by page; "" without one."""
        found = self.paged_method
        return self._call(found) if found else ""

    @cached_property
    def paged_method(self) -> Method | None:
        """The list that shows how lists are read."""
        paged = [e for e in self._methods if isinstance(e.operation, PagedOperation)]
        return self._most_simple(paged)

    def list_arguments(self) -> list[str]:
        """Return the names of the runtime's own arguments of paged lists, sorted."""
        lists = (e.operation for e in self._methods)
        paged = (each for each in lists if isinstance(each, PagedOperation))
        arguments = (argument for each in paged for argument in each.arguments)
        found = ((each.name, each.destination) for each in arguments)
        return sorted(
            {n for n, at in found if isinstance(at, Whole) and at.keyword == n}
        )

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
            fields = fields_of(resource, argument)
            if fields is None:
                continue
            conditions = conditions_on(fields, self._values)
            if not conditions:
                continue
            wanted = f"wanted = {conjunction(conditions)}"
            given = [f"{argument.name}=wanted", *sort_argument(operation, fields)]
            call = self._call(Method(resource, operation), *given)
            code = "\n".join([wanted, call])
            fields_import = f"from {self.module} import {fields.name} as {FIELDS}"
            imports = [*extra_import_lines(self.module, code), fields_import]
            return [*imports, "", wanted, *_read(call, operation)]
        return []

    def _filters(self) -> Iterator[tuple[Resource, Operation, Argument]]:
        """Yield the methods that have a filter, those that show most of it first."""

        def order(method: Method) -> tuple[bool, bool, bool, bool, int]:
            sorts = (generic_part(a.type, "SortBy") for a in method.operation.arguments)
            is_paged = isinstance(method.operation, PagedOperation)
            return (not is_paged, not any(sorts), *self._difficulty(method))

        for resource, operation in sorted(self._methods, key=order):
            for argument in operation.arguments:
                if generic_part(argument.type, "Condition") is not None:
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
        values = [without_text(self._values.value(each.type)) for each in required]
        unknown = any(UNKNOWN in each for each in values)
        return bool(operation.details.deprecation), unknown, len(required)


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" if line else line for line in lines]


def _read(call: str, operation: Operation) -> list[str]:
    """Return the lines that print what a call returns."""
    if isinstance(operation, PagedOperation):
        return [f"for item in {call}:", "    print(item)"]
    return [f"print({call})"]
