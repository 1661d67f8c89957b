"""Compare two versions of an argument or a field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from ..changes import PythonEffect
from ..ir.model_definitions import Default
from ..ir.python_types import PythonType
from .type_relations import TypeRelations

_ORDER: tuple[PythonEffect, ...] = ("breaking", "compatible", "none")


class Variable(Protocol):
    """An argument or a field."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> PythonType: ...
    @property
    def default(self) -> Default | None: ...


class Difference(NamedTuple):
    """What happened to a name, as the end of a rule, and its effect."""

    word: str
    effect: PythonEffect


def strongest(effects: Iterable[PythonEffect]) -> PythonEffect:
    """Return the effect that concerns callers most; `none` if there are no effects."""
    return min(effects, key=_ORDER.index, default="none")


def breaking_unless(is_allowed: bool) -> PythonEffect:
    """Return the effect of a difference that old code survives only if it may."""
    return "compatible" if is_allowed else "breaking"


def differences(
    old: Variable,
    new: Variable,
    relations: TypeRelations,
    *,
    passed: bool,
    read: bool,
) -> Iterator[Difference]:
    """Yield what differs, most important first.

    Args:
        old: the old argument or field.
        new: the new argument or field.
        relations: the types of both packages.
        passed: whether callers pass a value.
        read: whether callers read a value.
    """
    if old.name != new.name:
        yield Difference("renamed", "breaking")
    if old.default is not None and new.default is None:
        yield Difference("required", breaking_unless(not passed))
    if old.default is None and new.default is not None:
        yield Difference("optional", "compatible")
    if not relations.are_same(old.type, new.type):
        allowed = not passed or relations.can_pass(old.type, new.type)
        allowed = allowed and (not read or relations.can_read(old.type, new.type))
        yield Difference("retyped", breaking_unless(allowed))
    if None not in (old.default, new.default) and old.default != new.default:
        yield Difference("default-changed", "compatible")


def combined(found: Iterable[Difference]) -> Difference | None:
    """Return the first word with the strongest effect; None if nothing differs."""
    several = [*found]
    if not several:
        return None
    return Difference(several[0].word, strongest(each.effect for each in several))
