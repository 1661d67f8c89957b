"""Find where facts are written, and which action of an overlay wrote them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..errors import SourceLocation
from ..overlay.actions import overlay_actions
from ..vocabulary import keys
from .explanation import Origin, Pointer, Provenance

if TYPE_CHECKING:
    from ..builds.full_builds import FullBuild


@dataclass(frozen=True)
class Origins:
    """The places of the elements of a build."""

    build: FullBuild

    def at(self, pointer: Pointer) -> Origin:
        """Return the origin of an element of the normalized document."""
        location = self.build.locate(pointer)
        return Origin(
            location=location, pointer=pointer, provenance=self._provenance(location)
        )

    @cached_property
    def _stated(self) -> tuple[list[tuple[int, int]], list[Any]]:
        """The beginnings of the rules and actions of the overlay, and both, sorted."""
        overlay = self.build.documents.overlay
        if overlay is None:
            return [], []
        rules = overlay.data.get(keys.RULES) or []
        found: list[tuple[tuple[int, int], Any]] = []
        for key, each in ((keys.RULES, rules), ("actions", overlay_actions(overlay))):
            for number, node in enumerate(each):
                at = overlay.location([key, number])
                found.append(((at.line or 0, at.column or 0), node))
        found.sort(key=lambda pair: pair[0])
        return [begin for begin, _ in found], [node for _, node in found]

    def _provenance(self, location: SourceLocation) -> Provenance | None:
        overlay = self.build.documents.overlay
        if overlay is None or location.file != overlay.file:
            return None
        begins, nodes = self._stated
        number = bisect_right(begins, (location.line or 0, location.column or 0)) - 1
        return provenance_of(nodes[number]) if number >= 0 else None


def provenance_of(node: Mapping[str, Any]) -> Provenance | None:
    """Return why an action or a rule of an overlay states something.

    The result is None if the action does not say it.
    """
    fact = node.get(keys.PROVENANCE)
    if not isinstance(fact, Mapping):
        return None
    texts = {k: " ".join(str(fact.get(k, "")).split()) for k in _TEXTS}
    return Provenance(**texts, assumed=fact.get("assumed") is True)


_TEXTS = ("reason", "source", "checked")
