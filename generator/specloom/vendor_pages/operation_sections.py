"""Write the sections of a resource: its fields to filter by, and each operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..explain import Explanation
from ..ir import Argument, FilterFields, Operation, PagedOperation, Resource
from ..ir.python_types import parts
from ..printing.signatures import default_text
from . import escaping
from .call_facts import ANCHOR, FactTables
from .error_tables import ErrorTables
from .layout import Layout, ResourcePart, fields_anchor
from .method_code import MethodCode
from .type_cells import TypeCells

_OPERATORS = {
    "Compare": "`== != < <= > >=`",
    "Eq": "`==`",
    "Ne": "`!=`",
    "Lt": "`<`",
    "Lte": "`<=`",
    "Gt": "`>`",
    "Gte": "`>=`",
    "Member": "`in_` `not_in`",
    "In": "`in_`",
    "NotIn": "`not_in`",
    "Like": "`like`",
    "IsNull": "`is_null`",
    "Sortable": "sort",
    "Alphabetical": "sort digits as text",
}
"""How a caller writes each operator of a field."""


@dataclass(frozen=True)
class OperationSections:
    """The sections about the operations of one vendor.

    Attributes:
        layout: the pages of the vendor.
        types: types as code with links.
        facts: tables of what is known about calls.
        errors: tables of the errors of calls.
        explanations: what each method does, by its name.
        code: the signature and an example call of each method, by its name.
    """

    layout: Layout
    types: TypeCells
    facts: FactTables
    errors: ErrorTables
    explanations: Mapping[str, Explanation]
    code: MethodCode

    def part(self, part: ResourcePart, level: int) -> Iterator[str]:
        """Yield the blocks of a part of a resource, after its heading.

        Args:
            part: the part.
            level: the level of the heading of an operation.
        """
        resource = part.resource
        if part.number == 1:
            yield from escaping.paragraphs(resource.description)
        yield self.summary(part.page, part.operations, resource)
        for operation in part.operations:
            yield from self._operation(part, operation, level)
        if part.number == 1:
            yield from self._further(part, level)

    def summary(
        self, page: str, operations: Sequence[Operation], resource: Resource
    ) -> str:
        """Return the table of operations with links to their sections."""
        rows = []
        for operation in operations:
            name = f"{resource.attribute}.{operation.name}"
            target = self.layout.operation_link(page, name)
            rows.append(
                (
                    f"[{escaping.code(operation.name)}]({target})",
                    escaping.code(f"{operation.method} {operation.path}"),
                    _gone(operation) + escaping.sentence(operation.description),
                )
            )
        return escaping.table(("method", "request", "what it does"), rows)

    def _operation(
        self, part: ResourcePart, operation: Operation, level: int
    ) -> Iterator[str]:
        name = f"{part.resource.attribute}.{operation.name}"
        page, explanation = part.page, self.explanations[name]
        details = operation.details
        yield escaping.heading(level, name, name)
        request = escaping.code(f"{operation.method} {operation.path}")
        page_of_vendor = escaping.link("the vendor's page", details.link)
        also = f" · {page_of_vendor}" if page_of_vendor.startswith("[") else ""
        if operation.alias:
            other = f"{part.resource.attribute}.{operation.alias}"
            also += f" · also called {escaping.code(other)}"
        yield request + also
        if details.deprecation:
            reason = details.deprecation.removeprefix("Deprecated").lstrip(":. ")
            yield f"**Deprecated.** {escaping.text(reason)}".rstrip()
        yield from escaping.paragraphs(operation.description)
        yield from escaping.paragraphs(details.further)
        yield from map(escaping.paragraph, details.notes)
        yield from self._code(name)
        yield self._arguments(page, operation)
        yield self._returns(page, operation)
        yield self._errors(page, name)
        yield self.facts.repeated(page, explanation)
        yield self.facts.own(page, explanation)

    def _code(self, name: str) -> Iterator[str]:
        """Yield the signature and the example of a method."""
        if shown := self.code.signatures.get(name):
            yield f"```py\n{shown}\n```"
        if example := self.code.examples.get(name):
            yield "For example:"
            yield f"```py\n{example}```"

    def _arguments(self, page: str, operation: Operation) -> str:
        rows = [self._argument(page, each) for each in operation.arguments]
        return escaping.table(("argument", "type", "what it is"), rows)

    def _argument(self, page: str, argument: Argument) -> Sequence[str]:
        notes = f"{argument.limits} {argument.notes}".strip()
        said = escaping.summary(argument.description, notes)
        if argument.default is None:
            said = f"Required. {said}".rstrip()
        elif (shown := default_text(argument.default)) not in ("None", "UNSET", ""):
            said = f"{said} By default {escaping.code(shown)}.".lstrip()
        return (
            escaping.code(argument.name),
            self.types.cell(page, argument.type),
            said,
        )

    def _returns(self, page: str, operation: Operation) -> str:
        text = f"**Returns** {self.types.cell(page, operation.returns)}"
        if isinstance(operation, PagedOperation):
            item = self.types.cell(page, operation.item)
            return f"{text}: all items, each a {item}, read page by page."
        said = escaping.summary(operation.details.returns)
        return f"{text}. {said}".rstrip() if said else f"{text}."

    def _errors(self, page: str, name: str) -> str:
        shared = ""
        if self.errors.shared_rows:
            target = self.layout.main_link(page, ANCHOR)
            shared = f"It can raise the [errors of every call]({target})"
        own = self.errors.own(name)
        if not own:
            return f"{shared}." if shared else ""
        return f"{shared}, and:\n\n{own}" if shared else own

    def _further(self, part: ResourcePart, level: int) -> Iterator[str]:
        """Yield what a resource has besides its operations."""
        resource = part.resource
        for fields in resource.filters:
            yield from self._fields(part.page, fields, level)
        if codes := resource.error_codes:
            yield escaping.heading(level, codes.name)
            yield f"The values of {escaping.code('error.code')} of this resource."
            yield escaping.table(
                ("code", "what it means"),
                [
                    (
                        escaping.code(str(value)),
                        escaping.summary(codes.descriptions.get(name, "")),
                    )
                    for name, value in codes.members.items()
                ],
            )
        yield from self._combined(part, level)

    def _combined(self, part: ResourcePart, level: int) -> Iterator[str]:
        """Yield the methods that combine operations: `edit` and `put`."""
        attribute, edit, put = (
            part.resource.attribute,
            part.resource.edit,
            part.resource.put,
        )
        if edit is not None:
            name = f"{attribute}.edit"
            read = escaping.code(f"{attribute}.{edit.read}")
            write = escaping.code(f"{attribute}.{edit.write}")
            yield escaping.heading(level, name, name)
            yield (
                f"Reads {escaping.text(f'a {edit.noun}')} with {read}, changes the "
                f"given fields, and writes it with {write} and the version that was "
                "read. If the object was changed meanwhile, it is read again."
            )
            yield from self._code(name)
        if put is not None:
            name = f"{attribute}.put"
            create = escaping.code(f"{attribute}.{put.create}")
            yield escaping.heading(level, name, name)
            yield f"Creates the object with {create}, or replaces it if it exists."
            yield from self._code(name)

    def _fields(self, page: str, fields: FilterFields, level: int) -> Iterator[str]:
        yield escaping.heading(level, fields.name, fields_anchor(fields.name))
        yield from escaping.paragraphs(fields.description)
        rows = [
            (
                escaping.code(each.name),
                self.types.cell(page, each.type),
                " ".join(
                    _OPERATORS.get(name, escaping.text(name))
                    for part in parts(each.operators)
                    if (name := getattr(part, "name", ""))
                ),
                escaping.summary(each.description),
            )
            for each in fields.fields
        ]
        yield escaping.table(("field", "type", "operators", "what it is"), rows)


def _gone(operation: Operation) -> str:
    return "(deprecated) " if operation.details.deprecation else ""
