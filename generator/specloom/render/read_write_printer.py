"""Print the methods that read an object before they write it: edit and put."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..ir import Resource
from ..ir.python_types import union
from ..ir.read_writes import Edit, Put
from ..printing.python_literals import Code, braces, call, literal, visible
from .module_printer import ModulePrinter


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
        requests = ", then ".join(map(self._request, (edit.read, edit.write)))
        return _docstring(
            f"Read a {noun}, change it, and write it; repeat this after a conflict.",
            requests,
            {
                "Args": [
                    f"change: Returns changes that depend on the current {noun}.",
                    "changes: The new values of properties; other properties stay."
                    + (" None removes one." if edit.removable else ""),
                ],
                "Returns": [f"The {noun} as it was written."],
                "Raises": ["ConflictError: All attempts failed (see `edit_attempts`)."],
            },
        )

    def put_returns(self, edit: Edit, put: Put) -> Code:
        """Return the type of the result of a put."""
        return self.module.type(union([put.body, edit.view]))

    def put_docstring(self, edit: Edit, put: Put) -> Code:
        """Return the docstring of a put."""
        noun = edit.noun
        first, *others = map(self._request, (edit.read, put.create, edit.write))
        return _docstring(
            f"Create a {noun}, or replace the one with the same {put.key}.",
            f"{first}, then {' or '.join(others)}",
            {
                "Args": [f"body: The {noun}; an existing one keeps nothing else."],
                "Returns": [f"The {noun} as it was written."],
                "Raises": ["ConflictError: All attempts failed (see `edit_attempts`)."],
            },
        )

    def _request(self, name: str) -> str:
        (found,) = (each for each in self.resource.operations if each.name == name)
        return f"{found.method} {found.path}"

    def _constant(self, name: str) -> Code:
        (found,) = (each for each in self.resource.operations if each.name == name)
        return Code(found.constant)


def _docstring(summary: str, requests: str, sections: Mapping[str, list[str]]) -> Code:
    """Return the text of a docstring, indented for a method."""
    return Code("\n".join(_lines(summary, requests, sections)))


def _lines(
    summary: str, requests: str, sections: Mapping[str, list[str]]
) -> Iterator[str]:
    yield visible(summary)
    yield f"\n        {visible(requests)}"
    for title, entries in sections.items():
        yield f"\n        {title}:"
        yield from (f"            {visible(each)}" for each in entries)
    yield "        "
