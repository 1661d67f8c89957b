"""The arguments that the runtime adds to those that a description declares.

They are named by the runtime, and all of them are optional.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..document import Location
from ..ir import Argument, CallKeyword, Member, Whole
from ..ir.model_definitions import Default
from ..ir.python_types import RUNTIME, Leaf, optional
from .annotations import parameter_schema
from .argument_places import KEYWORD_OF_LOCATION
from .argument_texts import argument_text
from .changed_since import NAME as CHANGED_SINCE
from .changed_since import ChangedSinceFacts
from .page_sizes import parameter_of
from .pagination import PaginationFacts

STARTS: Final = ("start", "start_at", "start_item")
"""The names of the argument for the first item; the first that is free is used."""


@dataclass(frozen=True)
class AddedArguments:
    """The arguments that the runtime adds to a method.

    Attributes:
        pagination: the pagination of the operation.
        changed_since: how the items that changed since a time are requested.
    """

    pagination: PaginationFacts
    changed_since: ChangedSinceFacts

    def alignment(self) -> Iterator[Argument]:
        """Yield the argument for the length of the buckets, if items have buckets."""
        if self.pagination.has_buckets():
            yield Argument(
                name="align",
                type=optional(Leaf("BucketAlignment", RUNTIME)),
                default=Default(None),
                destination=Whole("align"),
                description=argument_text("align", {}, role="align"),
            )

    def last(self, others: Sequence[Argument]) -> list[Argument]:
        """Return the arguments that follow all others.

        Args:
            others: the other arguments of the method, with their final names.
        """
        found = (self._changed_since(others), self._start(others), self._page_size())
        return [each for each in found if each is not None]

    def _changed_since(self, others: Sequence[Argument]) -> Argument | None:
        """Return the argument `changed_since`; None if there is none.

        There is none if an argument of the vendor has this name.
        """
        fact = self.changed_since.runtime_fact()
        if fact is None or any(each.name == CHANGED_SINCE for each in others):
            return None
        names = {each.destination: each.name for each in others}
        at = Location.parse(f"$request.{fact.location}")
        part: CallKeyword = KEYWORD_OF_LOCATION.get(at.part, "body")
        sent = Member(part, at.name or "/".join(at.pointer))
        return self.changed_since.argument(None if fact.field else names[sent])

    def _start(self, others: Sequence[Argument]) -> Argument | None:
        """Return the argument for the first item; None if a list cannot begin there."""
        start = self.pagination.start()
        if start is None:
            return None
        taken = {each.name for each in others}
        return Argument(
            name=next(each for each in STARTS if each not in taken),
            type=Leaf("int"),
            default=Default(0),
            destination=Whole("start"),
            description=start.text(),
        )

    def _page_size(self) -> Argument | None:
        """Return the argument for the page size; None if it cannot be chosen."""
        size = self.pagination.size()
        if size is None:
            return None
        node = parameter_of(self.pagination.operation, size.location)
        name = Location.parse(size.location).name
        schema = parameter_schema(node)
        return Argument(
            name="page_size",
            type=optional(Leaf("int")),
            default=Default(None),
            destination=Whole("page_size"),
            description=argument_text(name, node, schema, role="page_size"),
            notes=size.text(),
        )
