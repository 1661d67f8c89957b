"""The environment of the templates: its filters, and the check of what is printed.

Jinja with StrictUndefined; template output that is not of type Code fails.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..ir import Operation
from ..literals import (
    Code,
    argument_entry,
    docstring,
    first_sentence,
    literal,
    prose,
    visible,
)
from .module_printer import passed

Exports = Mapping[str, Iterable[str]]
"""Names by the module that gives them to its package."""


def templates() -> Path:
    """Return the templates: inside an installed generator, or next to a checkout's."""
    package = Path(__file__).parents[1]
    installed = package / "templates"
    return installed if installed.is_dir() else package.parents[1] / "templates"


class NotCodeError(TypeError):
    """A template printed text that no printer made."""


def name(text: str) -> Code:
    """Return a name as it stands in code.

    Raises:
        NotCodeError: the text is not an identifier.
    """
    if not text.isidentifier():
        raise NotCodeError(f"a template printed {text!r} as a name")
    return Code(text)


def method_docstring(operation: Operation) -> Code:
    """Return the docstring of a method without quotes.

    It has the first sentence of the description, method and path, and the arguments
    that have a description.
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


def commas(items: Iterable[Code]) -> Code:
    """Return the items, separated by commas."""
    return Code(", ".join(_code(item) for item in items))


def all_names(exports: Exports, unlisted: Collection[str]) -> list[str]:
    """Return the names of all exports, sorted, except those that are not listed."""
    found = sorted(each for given in exports.values() for each in given)
    return [each for each in found if each not in unlisted]


def imports_of(names: Iterable[str], unlisted: Collection[str]) -> Code:
    """Return what a package imports from a module.

    Type checkers let callers import an unlisted name if it is imported `as` itself.
    """
    return commas(
        Code(f"{name(each)} as {name(each)}") if each in unlisted else name(each)
        for each in names
    )


def _code(value: Any) -> Code:
    if not isinstance(value, Code):
        raise NotCodeError(f"template output {value!r} is not of type Code")
    return value


@cache
def environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates()),
        undefined=StrictUndefined,
        finalize=_code,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    filters = (
        all_names,
        imports_of,
        commas,
        docstring,
        first_sentence,
        literal,
        method_docstring,
        name,
        passed,
    )
    for each in filters:
        environment.filters[each.__name__] = each
    return environment


def print_template(template: str, **context: Any) -> Code:
    """Return what a template prints, with one line break at its end."""
    text = environment().get_template(template).render(context)
    return Code(text.rstrip("\n") + "\n")
