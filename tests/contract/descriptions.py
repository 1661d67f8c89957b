"""Make descriptions for comparisons, with locations, from plain data or YAML."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from specloom.changes import Change
from specloom.contract import compare_contract
from specloom.load import Document, read

TODAY = date(2026, 7, 1)


def document(data: Any, name: str = "api") -> Document:
    """A loaded document: plain data is written as JSON first, and text is YAML."""
    if isinstance(data, str):
        return Document(f"{name}.yaml", read(data.encode(), shown=f"{name}.yaml"))
    text = json.dumps(data, indent=1)
    return Document(f"{name}.json", read(text.encode(), shown=f"{name}.json"))


def compared(old: Any, new: Any) -> list[Change]:
    """The changes between two descriptions, on a fixed day."""
    changes = compare_contract(document(old, "old"), document(new, "new"), TODAY)
    prints = [each.fingerprint for each in changes]
    assert len(set(prints)) == len(prints)
    return changes
