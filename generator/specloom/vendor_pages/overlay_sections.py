"""Write what an overlay states that the vendor's document does not say, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..builds.full_builds import FullBuild
from ..explain import Provenance, provenance_of
from ..overlay.actions import overlay_actions
from ..vocabulary import keys
from . import escaping

_PREFIX = f"{keys.RULES.rpartition('-')[0]}-"
_MOST_KEYS = 6


@dataclass(frozen=True)
class Statement:
    """An action or a rule of an overlay.

    Attributes:
        anchor: the anchor of its item in the list.
        subject: what it states, such as `pagination`.
        target: what it is about: a JSONPath query, or the kind of elements of a rule.
        why: its reason and source; None if it has none.
    """

    anchor: str
    subject: str
    target: str
    why: Provenance | None


def statements(build: FullBuild) -> list[Statement]:
    """Return the actions and then the rules of a vendor's overlay, in order."""
    overlay = build.documents.overlay
    if overlay is None:
        return []
    rules = overlay.data.get(keys.RULES) or []
    nodes = [*overlay_actions(overlay), *rules]
    return [
        Statement(f"overlay-{n}", _subject(node), _target(node), provenance_of(node))
        for n, node in enumerate(nodes, 1)
    ]


def anchors(found: list[Statement]) -> dict[Provenance, str]:
    """Return the anchor of the first statement with each reason."""
    made: dict[Provenance, str] = {}
    for each in found:
        if each.why is not None:
            made.setdefault(each.why, each.anchor)
    return made


def overlay_list(found: list[Statement]) -> Iterator[str]:
    """Yield a block of Markdown: an item for each statement."""
    lines = []
    for each in found:
        why = each.why or Provenance()
        reason = escaping.text(why.reason) if why.reason else "No reason is stated."
        source = f" Source: {escaping.text(why.source, 300)}." if why.source else ""
        checked = f" Checked {escaping.text(why.checked, 40)}." if why.checked else ""
        assumed = " **An assumption.**" if why.assumed else ""
        lines.append(
            f'- <a id="{each.anchor}"></a>**{escaping.text(each.subject, 200)}** '
            f"({escaping.code(escaping.clipped(each.target, 200))}): "
            f"{reason}{assumed}{source}{checked}"
        )
    if lines:
        yield "\n".join(lines)


def _target(node: Mapping[str, Any]) -> str:
    if "for" not in node:
        return str(node.get("target", ""))
    where = node.get("where") or []
    conditions = where if isinstance(where, list) else [where]
    return " ".join([f"each {node['for']}:", *map(str, conditions)])


def _subject(node: Mapping[str, Any]) -> str:
    """Return what an action changes: keys of the vocabulary, or members."""
    if node.get("remove") is True:
        return "removed"
    if "copy" in node:
        return "copied"
    value = node.get("set", node.get("update"))
    found = [*dict.fromkeys(_keys(value))]
    if not found and isinstance(value, Mapping):
        found = [*map(str, value)]
    more = len(found) - _MOST_KEYS
    shown = ", ".join(found[:_MOST_KEYS]) or "changed"
    return f"{shown} and {more} more" if more > 0 else shown


def _keys(value: Any) -> Iterator[str]:
    """Yield the keys of the vocabulary that a value has, without their prefix."""
    waiting = [value]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, Mapping):
            for key, inner in node.items():
                if isinstance(key, str) and key.startswith(_PREFIX):
                    yield key.removeprefix(_PREFIX)
                else:
                    waiting.append(inner)
        elif isinstance(node, list):
            waiting += node
