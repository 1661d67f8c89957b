"""Configure the templates: their filters, and a check of the printed text.

The environment is Jinja's, with StrictUndefined. If the value of a template expression
is not of type Code, an error is raised.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..printing.python_literals import Code, docstring, first_sentence, literal
from .module_printer import keywords

Exports = Mapping[str, Iterable[str]]
"""The names that a package exports from each of its modules."""


def templates() -> Path:
    """Return the folder of the templates, in an installation or in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "templates"
    return installed if installed.is_dir() else package.parents[1] / "templates"


class NotCodeError(TypeError):
    """The error that is raised if a template prints a string other than Code."""


def name(text: str) -> Code:
    """Return a name as code.

    Raises:
        NotCodeError: the text is not an identifier.
    """
    if not text.isidentifier():
        raise NotCodeError(f"a template printed {text!r} as a name")
    return Code(text)


def commas(items: Iterable[Code]) -> Code:
    """Return the items, separated by commas."""
    return Code(", ".join(_code(item) for item in items))


def all_names(exports: Exports, unlisted: Collection[str]) -> list[str]:
    """Return the names of all exports, sorted, except the unlisted ones."""
    found = sorted(each for given in exports.values() for each in given)
    return [each for each in found if each not in unlisted]


def imports_of(names: Iterable[str], unlisted: Collection[str]) -> Code:
    """Return the names that a package imports from one of its modules.

    If a name is not in `__all__`, it is imported `as` itself, so that type checkers
    allow importing it from the package.
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
        auto_reload=False,
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
        name,
        keywords,
    )
    for each in filters:
        environment.filters[each.__name__] = each
    return environment


def print_template(template: str, **context: Any) -> Code:
    """Return the output of a template with exactly one newline at the end."""
    text = environment().get_template(template).render(context)
    return Code(text.rstrip("\n") + "\n")
