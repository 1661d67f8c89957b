"""What a shell completes: the names of vendors, of methods and of keys.

Completing must be quick and may print nothing, so only files that are small are read,
and a project that is not valid has nothing to complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from .errors import SpecError
from .project.folders import Project
from .regular_files import read_regular

_NAMED = re.compile(
    r"^(?P<operation>[^\s#:]+ /[^:]*): *(?:\{ *name: *)?['\"]?"
    r"(?P<name>[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*)(?P<rest>.*)",
    re.MULTILINE,
)
"""A line of names.yaml that has the name of an operation."""

_ROOT = "x-specloom"
"""The key that the names of all others begin with."""


def vendor_names(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the vendors of the project, except those that are given already."""
    found = [*_vendors(context)]
    given = context.params.get(parameter.name or "") or ()
    others = [name for name in found if name not in (given if _several(given) else ())]
    return _starting(incomplete, ((name, "") for name in others))


def vendor_and_methods(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the vendors for the first argument, and then the methods of the vendor."""
    given = context.params.get(parameter.name or "") or ()
    if not given:
        return vendor_names(context, parameter, incomplete)
    methods = _methods(context, str(given[0]))
    return _starting(incomplete, (each for each in methods if each[0] not in given))


def files_or_vendors(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the vendors if --against is given; otherwise the shell completes files."""
    if context.params.get("against") is not None:
        return vendor_names(context, parameter, incomplete)
    return [CompletionItem(incomplete, type="file")]


def key_names(
    _: click.Context, __: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the names of the schemas: those for editors, and those of the keys."""
    # The package of the keys imports a validator, which takes longer than the rest.
    folder = Path(__file__).parent / "vocabulary"
    stems = (path.stem for path in folder.glob("*.yaml"))
    named = {f"{_ROOT}-{stem}" for stem in stems if stem != "version"}
    known = ["overlay", "settings", "names", "view", _ROOT, *sorted(named)]
    return _starting(incomplete, ((name, "") for name in known))


def _several(given: object) -> bool:
    return isinstance(given, tuple)


def _starting(
    incomplete: str, found: Iterator[tuple[str, str]]
) -> list[CompletionItem]:
    """Return an item for each value that begins with what the user typed."""
    return [
        CompletionItem(value, help=text or None)
        for value, text in found
        if value.startswith(incomplete)
    ]


def _vendors(context: click.Context) -> Iterator[str]:
    if project := _project(context):
        try:
            yield from project.names()
        except (SpecError, OSError):
            return


def _project(context: click.Context) -> Project | None:
    """Return the project; None if its settings are not valid."""
    try:
        return Project.at(context.params.get("root") or Path())
    except (SpecError, OSError):
        return None


def _methods(context: click.Context, vendor: str) -> Iterator[tuple[str, str]]:
    """Yield each method of a vendor as names.yaml has it, and its operation."""
    project = _project(context)
    if project is None or Path(vendor).name != vendor:
        return
    try:
        data = read_regular(project.root / project.specs / vendor / "names.yaml")
    except OSError:
        return
    for line in _NAMED.finditer(data.decode("utf-8", "replace")):
        if "retired:" not in line["rest"]:
            yield line["name"], line["operation"]
