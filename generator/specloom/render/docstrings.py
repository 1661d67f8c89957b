"""Print the docstrings of methods, fields and constants, in full or short.

A full docstring has every text of the document; a short one has the first sentence of
the description, the request, and the first paragraph about each argument.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..ir import Argument, FilterField, Operation, RaisedError
from ..ir.model_definitions import Enumeration, ModelField
from ..printing.plain_text import first_paragraphs, first_sentence
from ..printing.python_literals import (
    Code,
    argument_entry,
    docstring,
    literal,
    prose,
    visible,
)
from ..project.generate_options import Docstrings

LONGEST_ARGUMENT = 1000
"""The length of an argument's description after which no paragraph follows."""


@dataclass(frozen=True)
class DocstringPrinter:
    """A printer for the docstrings of a module.

    Attributes:
        style: how much the docstrings contain.
        error_codes: the error codes of the resource; None if there are none.
    """

    style: Docstrings = "full"
    error_codes: Enumeration | None = None

    def method(self, operation: Operation) -> Code:
        """Return the docstring of a method, without quotes."""
        sections = [*filter(None, self._sections(operation))]
        body = f"\n\n{' ' * 8}".join(sections)
        return Code(body if len(sections) == 1 else f"{body}\n{' ' * 8}")

    def field(self, field: ModelField) -> Code:
        """Return the docstring of a model's field; "" if there is nothing to say."""
        notes = field.notes if self.style == "full" else ""
        described = field.description or notes
        return docstring(field.description, 4, notes) if described else Code("")

    def filter_field(self, field: FilterField) -> Code:
        """Return the docstring of a property to filter by; "" if there is none."""
        if self.style == "short" or not field.description:
            return Code("")
        return docstring(field.description)

    def deprecation(self, operation: Operation) -> Code:
        """Return why an operation is deprecated, as the argument of `deprecated`."""
        text = first_sentence(operation.details.deprecation)
        if text == "Deprecated.":
            text = f"{operation.method} {operation.path} is deprecated."
        return literal(text)

    def _sections(self, operation: Operation) -> Iterator[str]:
        """Yield the parts of a docstring that blank lines separate."""
        wire = visible(f"{operation.method} {operation.path}")
        arguments = [*filter(None, map(self._argument, operation.arguments))]
        if self.style == "short":
            if operation.description:
                yield prose(first_sentence(operation.description), 8)
            yield wire
            yield _section("Args", arguments)
            return
        details = operation.details
        for text in (operation.description, details.further):
            if text:
                yield prose(first_paragraphs(text), 8)
        reason = details.deprecation
        if reason and reason not in f"{operation.description} {details.further}":
            yield prose(reason, 8)
        yield from (prose("", 8, note) for note in details.notes)
        yield f"{wire}\n{' ' * 8}See {visible(details.link)}" if details.link else wire
        yield _section("Args", arguments)
        returns = details.returns and argument_entry("", details.returns, 12)
        yield _section("Returns", [returns] if returns else [])
        yield _section("Raises", [*self._raises(operation)])

    def _argument(self, argument: Argument) -> Code:
        """Return the entry of an argument; "" if there is nothing to say about it."""
        text, notes = argument.description, argument.limits
        if self.style == "short":
            text = text.split("\n\n")[0]
        else:
            text = first_paragraphs(text, LONGEST_ARGUMENT)
            notes = f"{notes} {argument.notes}".strip()
        return argument_entry(argument.name, text, 12, notes)

    def _raises(self, operation: Operation) -> Iterator[Code]:
        raised = operation.details.raises
        if codes := self.error_codes:
            members = ", ".join(codes.members)
            notes = f"The `code` of every error is a {codes.name}: {members}."
            raised += (RaisedError(name="ApiError", description="", notes=notes),)
        for error in _merged(raised):
            yield argument_entry(error.name, error.description, 12, error.notes)


def _merged(errors: tuple[RaisedError, ...]) -> Iterator[RaisedError]:
    """Yield one error for each class; several texts of a class are joined."""
    found: dict[str, list[RaisedError]] = {}
    for error in errors:
        found.setdefault(error.name, []).append(error)
    for name, each in found.items():
        texts = dict.fromkeys(e.description for e in each if e.description)
        notes = dict.fromkeys(error.notes for error in each if error.notes)
        yield RaisedError(
            name=name, description="\n\n".join(texts), notes=" ".join(notes)
        )


def _section(title: str, entries: list[Code]) -> str:
    """Return a section of a docstring; "" without entries."""
    return f"\n{' ' * 12}".join([f"{title}:", *entries]) if entries else ""
