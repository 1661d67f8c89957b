"""What is known about a call as data: sections of facts, each with its origin."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ..errors import SourceLocation

Pointer: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Why an action of an overlay states something.

    Attributes:
        reason: why the fact is right; "" if this is not stated.
        source: where it was read; "" if this is not stated.
        checked: the date on which it was checked, in ISO 8601; "" if unknown.
        assumed: whether it is an assumption.
    """

    reason: str = ""
    source: str = ""
    checked: str = ""
    assumed: bool = False


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a fact is known from.

    Attributes:
        location: the place in the vendor's document or in an overlay; None for a
            default of the runtime.
        pointer: the element in the normalized document; None for a default.
        provenance: that of the action of the overlay; None if there is none.
    """

    location: SourceLocation | None = None
    pointer: Pointer | None = None
    provenance: Provenance | None = None

    @property
    def is_default(self) -> bool:
        """Whether the description says nothing, so that the runtime decides."""
        return self.location is None


RUNTIME = Origin()
"""The origin of facts that no description states."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One statement about a call.

    Attributes:
        name: what it is about, such as `next page`.
        text: the statement for a reader.
        value: the statement for a program, as JSON; None if the text says it all.
        origin: where it is known from.
    """

    name: str
    text: str
    origin: Origin
    value: Any = None


@dataclass(frozen=True, kw_only=True)
class Section:
    """The facts about one part of a call, such as its pages."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What a call does.

    Attributes:
        vendor: the name of the vendor.
        method: the method of the client, such as `contacts.list`.
        operation: the operation, such as `GET /contacts`.
        signature: the method with its parameters and its result.
        description: the first line of the vendor's description; "" without one.
        sections: the facts.
    """

    vendor: str
    method: str
    operation: str
    signature: str
    description: str = ""
    sections: tuple[Section, ...] = field(default=())

    def facts(self) -> list[tuple[str, Fact]]:
        """Return each fact with the title of its section."""
        return [(each.title, fact) for each in self.sections for fact in each.facts]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A method in a list of all methods.

    Attributes:
        method: the method of the client, such as `contacts.list`.
        operation: the operation, such as `GET /contacts`.
        marks: what is special about it: `pages`, `filter`, `stream`, and so on.
        origin: where the operation is described.
    """

    method: str
    operation: str
    marks: tuple[str, ...]
    origin: Origin
