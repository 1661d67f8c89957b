"""Write what is lost or was repaired, as the generation report says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..build_result import losses_by_place
from ..builds.accepted_losses import AcceptedLosses
from . import escaping

MOST = 200
"""How many rows a list has; the others are counted."""


def loss_list(
    rows: list[dict[str, Any]], vendor: str, accepted: AcceptedLosses
) -> Iterator[str]:
    """Yield a list of what the document declares and the client does not support.

    Args:
        rows: the rows of the generation report.
        vendor: the name of the vendor.
        accepted: the losses that the project accepts, with the reasons.
    """
    lines = []
    for loss in dict.fromkeys(place for place, _ in losses_by_place(rows, vendor)):
        reason = accepted.reasons.get(loss, "")
        why = f" Accepted: {escaping.text(reason, 300)}" if reason else ""
        lines.append(f"- {escaping.text(loss)}.{why}")
    yield from _list(lines)


def note_list(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a list of what was repaired or is understood in another way."""
    texts = dict.fromkeys(
        reason["text"]
        for row in rows
        for reason in row["reasons"]
        if reason["severity"] != "loses" and reason["reason"] != "no-effect"
    )
    yield from _list([f"- {escaping.text(each)}." for each in texts])


def _list(lines: list[str]) -> Iterator[str]:
    if not lines:
        return
    yield "\n".join(lines[:MOST])
    if (more := len(lines) - MOST) > 0:
        yield f"And {more:,} more; `specloom generate --report FILE` lists all."
