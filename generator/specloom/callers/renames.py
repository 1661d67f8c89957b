"""The new text of the names that can be replaced mechanically."""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from ..surface import SurfaceChange
from .changed_names import last_name
from .matches import Match
from .spans import Span

Edits: TypeAlias = Mapping[tuple[Path, Span], Mapping[Span, str]]
"""For each use that is mended, the new text of each place that changes with it."""


class UnknownRenameError(Exception):
    """A renaming is not one of the changes."""


def with_renames(
    changes: Iterable[SurfaceChange], renames: Mapping[str, str]
) -> list[SurfaceChange]:
    """Return the changes in which removed names count as renamed.

    Args:
        changes: the changes.
        renames: the new names, such as `due_date`; the keys are the old ones, such as
            `Invoice.due` or `acme.models.Invoice.due`.

    Raises:
        UnknownRenameError: no name that was removed is one of the keys.
    """
    found, added, known = [], set(), set()
    for change in changes:
        names = {change.qualname, f"{change.module}.{change.qualname}"}
        new = next((new for old, new in renames.items() if old in names), None)
        if new is not None and change.rule.endswith("-removed"):
            known |= names
            added.add((change.module, _sibling(change.qualname, new)))
            rule = change.rule.removesuffix("-removed") + "-renamed"
            change = replace(change, rule=rule, renamed_to=new)
        found.append(change)
    for old in renames:
        if old not in known:
            expected = "expected the old name of a removed method, argument or field"
            raise UnknownRenameError(f"{old} was not removed ({expected})")
    return [
        each
        for each in found
        if "-added" not in each.rule or (each.module, each.qualname) not in added
    ]


def _sibling(qualname: str, name: str) -> str:
    """Return a qualified name with another last part."""
    old = last_name(qualname)
    end = ")" if qualname.endswith(")") else ""
    return qualname.removesuffix(end).removesuffix(old) + name + end


def edits_of(matches: Iterable[Match]) -> Edits:
    """Return what is replaced, for each use that can be mended."""
    by_file: dict[Path, list[Match]] = {}
    for match in matches:
        if match.certainty == "certain" and match.change.renamed_to:
            by_file.setdefault(match.file.path, []).append(match)
    kept = _kept_names(by_file)
    return {
        (path, match.use.span): edits
        for path, several in by_file.items()
        for match in several
        if (edits := dict(_edits(match, kept)))
    }


def _kept_names(by_file: Mapping[Path, Collection[Match]]) -> set[SurfaceChange]:
    """Return the changes whose old names are kept, because the new ones are taken.

    If a file has the new name of a class already, the class is imported under its old
    name everywhere, so that all files agree.
    """
    found: set[SurfaceChange] = set()
    for several in by_file.values():
        words: set[str] | None = None
        for match in several:
            if match.use.form == "name" and match.change not in found:
                words = _words(match.file.text) if words is None else words
                if _new_name(match) in words:
                    found.add(match.change)
    return found


def _new_name(match: Match) -> str:
    """Return the new name for a use; that of an asynchronous class begins with Async.

    It is empty if the use does not have the old name, but one of the user.
    """
    old, new = last_name(match.change.qualname), match.change.renamed_to or ""
    if match.use.name == f"Async{old}":
        return f"Async{new}"
    return new if match.use.name == old else ""


def _edits(match: Match, kept: Collection[SurfaceChange]) -> Iterator[tuple[Span, str]]:
    """Yield the new text of each place; nothing if the use cannot be mended."""
    use, change, traits = match.use, match.change, match.use.traits
    new = _new_name(match)
    if change.rule == "method-moved":
        resource, _, method = (change.renamed_to or "").rpartition(".")
        if traits.owner is not None and resource.isidentifier():
            yield traits.owner, resource
            yield use.span, method
    elif not new.isidentifier() or keyword.iskeyword(new):
        return
    elif use.form == "name" and traits.is_binding:
        if traits.source and (module := _new_module(match)) != traits.source:
            if traits.module is None:
                return
            yield traits.module, module
        if change not in kept or traits.has_alias:
            yield use.span, new
        elif use.is_shown:
            # Keep the old name in this file, because the new one is taken.
            yield use.span, f"{new} as {use.name}"
    elif use.form != "name" or traits.is_member or change not in kept:
        yield use.span, new


def _new_module(match: Match) -> str:
    """Return the module from which the new name of a class is imported."""
    change, source = match.change, match.use.traits.source
    if source.startswith(f"{change.module}."):
        return change.module
    module, _, name = change.after.rpartition(".")
    if change.kind == "resource" and source == change.module and name:
        return f"{change.module.rpartition('.')[0]}.{module}".lstrip(".")
    return source


def _words(text: str) -> set[str]:
    """Return all names in a file."""
    try:
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        return {each.string for each in tokens if each.type == tokenize.NAME}
    except (tokenize.TokenError, SyntaxError):
        return set()
