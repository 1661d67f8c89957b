"""The table of docs/filters.md, which shows each expression in every grammar."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from specloom_runtime import Compare, Field, FilterError, IsNull, Like, Member
from specloom_runtime.filters.presets import SHIPPED

PAGE = Path(__file__).parents[2] / "docs" / "filters.md"
BEGIN = "<!-- table: make golden -->\n"
END = "<!-- end -->"


class C:
    """Fields of every kind."""

    name = Field[str, Compare | Member | Like | IsNull]("name")
    age = Field[int, Compare | Member | IsNull]("age")
    active = Field[bool, Compare | IsNull]("active")
    seen = Field[datetime, Compare | IsNull]("seen")


EXPRESSIONS = (
    """C.name.eq("O'Neil, 5 $ (net)")""",
    "C.age > 40",
    "~(C.age > 40)",
    "C.age.in_([1, 2])",
    "~C.age.in_([1, 2])",
    'C.name.like("*port*")',
    'C.name.like("port*")',
    "C.name.is_null()",
    'C.name.eq("a") & ((C.age > 40) | C.active.eq(True))',
    "(C.seen >= march) & (C.seen <= april)",
)
NAMES = {
    "C": C,
    "march": datetime(2026, 3, 1, tzinfo=UTC),
    "april": datetime(2026, 4, 1, tzinfo=UTC),
}


def page(text: str) -> str:
    """Return the page with a current table."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n".join(map(_section, EXPRESSIONS)) + END + after


def _section(expression: str) -> str:
    condition = eval(expression, dict(NAMES))
    rows = [f"| {name} | {_written(name, condition)} |" for name in sorted(SHIPPED)]
    head = f"`{expression}`\n\n| grammar | on the wire |\n|---|---|\n"
    return f"\n{head}" + "\n".join(rows) + "\n"


def _written(name: str, condition: Any) -> str:
    try:
        found = SHIPPED[name].render(condition)
    except FilterError as error:
        return f"refused: {error}".replace("|", "\\|")
    text = found if isinstance(found, str) else json.dumps(found, default=_plain)
    return f"`{text}`".replace("|", "\\|")


def _plain(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")
