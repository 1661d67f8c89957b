"""Print the methods that read an object before they write it: edit and put."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..ir import Resource
from ..ir.python_types import union
from ..ir.read_writes import Edit, Put
from ..printing.python_literals import (
    Code,
    argument_entry,
    braces,
    call,
    literal,
    visible,
)
from .module_printer import ModulePrinter

CONFLICT = "Every attempt had a conflict (see `edit_attempts`)."
"""When the methods raise a ConflictError."""
REMOVAL = " None removes a property that cannot be null."
"""What None means where some of the changed properties cannot be null."""


@dataclass(frozen=True)
class ReadWritePrinter:
    """A printer for the methods `edit` and `put` of one resource."""

    module: ModulePrinter
    resource: Resource

    def edit_value(self, edit: Edit) -> Code:
        """Return the value of the constant for an edit."""
        words = [Code(f"version={literal(edit.version)}")]
        if edit.body_key is not None:
            words.append(Code(f"key={literal(edit.body_key)}"))
        if not edit.undeclared:
            words.append(Code("undeclared=False"))
        if edit.removable:
            words.append(Code(f"removable={literal(edit.removable)}"))
        view = self.module.top_level_type(edit.view)
        operations = map(self._constant, (edit.read, edit.write))
        return call(self.module.runtime("Edit"), *operations, view, *words)

    def put_value(self, put: Put) -> Code:
        """Return the value of the constant for a put."""
        create, key = self._constant(put.create), literal(put.key)
        return call(self.module.runtime("Put"), create, Code("EDIT"), key)

    def edit_parameters(self, edit: Edit) -> Code:
        """Return the parameters of an edit."""
        made = self.module.use("collections.abc", "Callable")
        item, changes = self.module.type(edit.item), Code(edit.changes.name)
        keys = [f"{each.name}: {self.module.type(each.type)}" for each in edit.key]
        change = f"change: {made}[[{item}], {changes}] | None = None"
        unpack = self.module.use("typing", "Unpack")
        return Code(
            ", ".join(["self", *keys, change, "/", f"**changes: {unpack}[{changes}]"])
        )

    def key(self, edit: Edit) -> Code:
        """Return the parameters of the path that identify an object."""
        return braces((literal(each.wire), Code(each.name)) for each in edit.key)

    def edit_docstring(self, edit: Edit) -> Code:
        """Return the docstring of an edit."""
        noun = edit.noun
        removal = REMOVAL if edit.removable else ""
        changes = "The new values of properties; other properties are kept."
        return _docstring(
            f"Read the {noun}, change it, and write it; repeat this after a conflict.",
            ", then ".join(map(self._request, (edit.read, edit.write))),
            {
                "change": f"Returns changes that depend on the current {noun}.",
                "changes": f"{changes}{removal}",
            },
            noun,
        )

    def put_returns(self, edit: Edit, put: Put) -> Code:
        """Return the type of the result of a put."""
        return self.module.type(union([put.body, edit.view]))

    def put_docstring(self, edit: Edit, put: Put) -> Code:
        """Return the docstring of a put."""
        noun = edit.noun
        first, *others = map(self._request, (edit.read, put.create, edit.write))
        return _docstring(
            f"Create the {noun}, or replace the one with the same {put.key}.",
            f"{first}, then {' or '.join(others)}",
            {"body": f"The {noun}. All of it replaces an existing one."},
            noun,
        )

    def _request(self, name: str) -> str:
        (found,) = (each for each in self.resource.operations if each.name == name)
        return f"{found.method} {found.path}"

    def _constant(self, name: str) -> Code:
        (found,) = (each for each in self.resource.operations if each.name == name)
        return Code(found.constant)


def _docstring(
    summary: str, requests: str, arguments: Mapping[str, str], noun: str
) -> Code:
    """Return the text of a docstring, indented for a method."""
    return Code("\n".join(_lines(summary, requests, arguments, noun)))


def _lines(
    summary: str, requests: str, arguments: Mapping[str, str], noun: str
) -> Iterator[str]:
    yield visible(summary)
    yield f"\n        {visible(requests)}"
    sections = {
        "Args": arguments,
        "Returns": {"": f"The {noun} as it was written."},
        "Raises": {"ConflictError": CONFLICT},
    }
    for title, entries in sections.items():
        yield f"\n        {title}:"
        for name, text in entries.items():
            yield f"            {argument_entry(name, '', 12, text)}"
    yield "        "
