"""Match the uses in a user's files with the changes of the packages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from ..surface import SurfaceChange
from .changed_names import ChangedNames, is_gone
from .expression_types import ExpressionType
from .modules import Program
from .spans import Span
from .use import FileUses, Use
from .user_files import UserFile

Types: TypeAlias = Mapping[tuple[Path, Span], ExpressionType]
_UNKNOWN = ExpressionType()


@dataclass(frozen=True, kw_only=True)
class Match:
    """A use that a change concerns.

    Attributes:
        certainty: `certain` if the use is one of the changed name; `possible` if it
            may be.
        is_broken: whether the use breaks; otherwise only the type checker can tell.
    """

    file: UserFile
    use: Use
    change: SurfaceChange
    certainty: Literal["certain", "possible"]
    is_broken: bool


def matches_of(
    files: Iterable[FileUses], types: Types, program: Program, changed: ChangedNames
) -> list[Match]:
    """Return the uses that changes concern, in the order of files and places.

    Args:
        files: the uses of each file.
        types: the types of the bases of uses.
        program: the modules of the user and of the packages.
        changed: the changed names.
    """
    matcher = _Matcher(types, program, changed)
    several = list(files)
    matcher.look_at_strings(several)
    return [match for each in several for match in matcher.matches(each)]


class _Matcher:
    def __init__(self, types: Types, program: Program, changed: ChangedNames) -> None:
        self._types, self._program, self._changed = types, program, changed
        self._words = changed.words()
        self._in_strings: list[SurfaceChange] = []

    def look_at_strings(self, files: Iterable[FileUses]) -> None:
        """Remember the changes of names that some string is.

        Any `getattr` with a name that is computed may then look it up.
        """
        words = {use.name for e in files for use in e.uses if use.form == "string"}
        for word in sorted(words):
            found = self._words.get(word, ())
            self._in_strings += [e for e in found if e not in self._in_strings]

    def matches(self, file: FileUses) -> Iterator[Match]:
        for use in file.uses:
            found, is_certain = self._changes(file.file, use)
            for change in dict.fromkeys(found):
                certain = is_certain and not use.traits.is_ambiguous
                yield Match(
                    file=file.file,
                    use=use,
                    change=change,
                    certainty="certain" if certain else "possible",
                    is_broken=is_gone(change),
                )

    def _changes(
        self, file: UserFile, use: Use
    ) -> tuple[Sequence[SurfaceChange], bool]:
        """Return the changes that concern a use, and whether that is certain."""
        if use.form == "name":
            return [self._changed.globals[each] for each in use.owners], True
        if use.form == "string":
            return self._words.get(use.name, ()), False
        if use.form == "getattr":
            return [e for e in self._in_strings if e.kind != "enum-member"], False
        type_ = _UNKNOWN
        if use.base is not None:
            type_ = self._types.get((file.path, use.base), _UNKNOWN)
        owners = [*use.owners, *self._possible_owners(use, type_)]
        found = [
            change
            for owner in dict.fromkeys(map(self._program.resolve, owners))
            for change in self._of_owner(owner, use)
        ]
        if found or use.owners or type_.is_known:
            return found, use.form != "mapping"
        return list(self._of_any(use)), False

    def _possible_owners(self, use: Use, type_: ExpressionType) -> tuple[str, ...]:
        if use.form == "attribute":
            return (*type_.instances, *type_.classes, *type_.results)
        if use.method == "__init__":
            return type_.classes
        return (*type_.instances, *type_.classes)

    def _of_owner(self, owner: str, use: Use) -> Iterator[SurfaceChange]:
        """Yield the changes of the member or argument of a class."""
        if use.form == "attribute":
            yield from self._members(owner, use.name)
            return
        for each in self._program.ancestors(owner, use.method):
            for (class_, method, name), change in self._changed.arguments.items():
                if (class_, method) == (each, use.method) and use.name in ("", name):
                    yield change
        if use.method == "__init__" and use.name:
            yield from self._members(owner, use.name, kind="field")
        elif use.method == "__init__":
            for (class_, name), change in self._changed.members.items():
                if change.kind == "field" and class_ in self._program.ancestors(
                    owner, name
                ):
                    yield change

    def _members(
        self, owner: str, name: str, kind: str = ""
    ) -> Iterator[SurfaceChange]:
        for each in self._program.ancestors(owner, name):
            change = self._changed.members.get((each, name))
            if change is not None and kind in ("", change.kind):
                yield change

    def _of_any(self, use: Use) -> Iterator[SurfaceChange]:
        """Yield the changes that may concern a use of an object of unknown type."""
        if use.form == "attribute":
            for (_, name), change in self._changed.members.items():
                if name == use.name:
                    yield change
            for (_, name, _), change in self._changed.arguments.items():
                if name == use.name and not is_gone(change):
                    yield change
        elif use.method != "__init__":
            for (_, method, name), change in self._changed.arguments.items():
                if method == use.method and use.name in ("", name):
                    yield change
