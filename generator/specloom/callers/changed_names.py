"""The names that changes concern, to look up what a user's code uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ..surface import SurfaceChange
from .modules import Program

CLASS_KINDS = frozenset({"client", "model", "enum", "alias", "constant"})
MEMBER_KINDS = frozenset({"resource", "method", "field", "enum-member"})
GONE = ("-removed", "-renamed")
"""The ends of the rules of changes after which the old name does not exist."""


def is_gone(change: SurfaceChange) -> bool:
    """Return whether the old name does not exist any more."""
    if change.rule.endswith("-base-removed"):
        return False
    return change.renamed_to is not None or change.rule.endswith(GONE)


def last_name(qualname: str) -> str:
    """Return the last part of a qualified name: that of an argument, if it is one."""
    return qualname.rstrip(")").replace("(", ".").rpartition(".")[2]


@dataclass(frozen=True)
class ChangedNames:
    """The changes by the names that they concern.

    Attributes:
        globals: the changes of names of modules; the keys are full names.
        members: the changes of members; the keys are the class and the member.
        arguments: the changes of arguments; the keys are the class, the method and the
            argument. The method is `__init__` for arguments of a constructor.
    """

    globals: dict[str, SurfaceChange] = field(default_factory=dict)
    members: dict[tuple[str, str], SurfaceChange] = field(default_factory=dict)
    arguments: dict[tuple[str, str, str], SurfaceChange] = field(default_factory=dict)

    @cached_property
    def attributes(self) -> frozenset[str]:
        """The names of the members that changed, and of methods whose arguments did."""
        return frozenset(name for _, name in self.members) | frozenset(
            method for _, method, _ in self.arguments
        )

    @cached_property
    def keywords(self) -> frozenset[str]:
        """The names of the arguments and fields that changed."""
        return frozenset(name for _, _, name in self.arguments) | frozenset(
            name for (_, name), each in self.members.items() if each.kind == "field"
        )

    @cached_property
    def spelled(self) -> frozenset[str]:
        """The names of which a file must contain one to use what changed."""
        classes = [*self.globals, *(owner for owner, _ in self.members)]
        classes += [owner for owner, _, _ in self.arguments]
        names = {each.rpartition(".")[2] for each in classes}
        return self.attributes | self.keywords | names | {"getattr"}

    def words(self) -> dict[str, list[SurfaceChange]]:
        """Return the changes by the words with which dynamic code may mean them.

        These are the last parts of their names, and the names of methods whose
        arguments changed.
        """
        found: dict[str, list[SurfaceChange]] = {}
        rows = [
            *((name, each) for (_, name), each in self.members.items()),
            *((name, each) for (_, _, name), each in self.arguments.items()),
            *((method, each) for (_, method, _), each in self.arguments.items()),
        ]
        for name, change in rows:
            if change not in found.setdefault(name, []):
                found[name].append(change)
        return found


def changed_names(changes: Iterable[SurfaceChange], program: Program) -> ChangedNames:
    """Return the names that the breaking changes concern.

    A change of a synchronous class concerns the asynchronous class, too.

    Args:
        changes: the changes.
        program: the modules of the old packages.
    """
    names = ChangedNames()
    for change in changes:
        if change.effect != "breaking":
            continue
        for each in _counterparts(change.qualname, program, change.module):
            _add(names, change, f"{change.module}.{each}", program)
    return names


def _add(
    names: ChangedNames, change: SurfaceChange, full: str, program: Program
) -> None:
    """Add one change under one name."""
    path, _, inner = full.partition("(")
    if inner or change.kind == "argument":
        argument = inner.rstrip(")")
        owner, _, method = path.rpartition(".")
        if program.is_class(program.resolve(path)):
            owner, method = path, "__init__"
        key = program.resolve(owner), method, argument
        names.arguments.setdefault(key, change)
    elif change.kind in MEMBER_KINDS and not program.is_class(program.resolve(path)):
        owner, _, member = path.rpartition(".")
        names.members.setdefault((program.resolve(owner), member), change)
    else:
        names.globals.setdefault(program.resolve(path), change)


def _counterparts(qualname: str, program: Program, module: str) -> Iterator[str]:
    """Yield a qualified name, and that of the same thing of the asynchronous class."""
    yield qualname
    head = re.split(r"[.(]", qualname)[0]
    counterpart = f"Async{head}"
    if program.is_class(program.resolve(f"{module}.{counterpart}")):
        yield counterpart + qualname[len(head) :]
