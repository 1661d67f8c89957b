"""Print the docstrings of methods."""

from __future__ import annotations

from ..ir import Operation
from ..printing.python_literals import (
    Code,
    argument_entry,
    first_sentence,
    prose,
    visible,
)


def method_docstring(operation: Operation) -> Code:
    """Return the docstring of a method, without quotes.

    It contains the first sentence of the description, the HTTP method, the path, and
    the arguments that have a description.
    """
    described = [each for each in operation.arguments if each.description]
    arguments = (argument_entry(a.name, a.description, indent=12) for a in described)
    sections = [visible(f"{operation.method} {operation.path}")]
    if operation.description:
        sections.insert(0, prose(first_sentence(operation.description), 8))
    if described:
        sections.append(Code(f"\n{' ' * 12}".join(["Args:", *arguments])))
    body = f"\n\n{' ' * 8}".join(sections)
    return Code(body if len(sections) == 1 else f"{body}\n{' ' * 8}")
