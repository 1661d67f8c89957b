"""Ignore the vocabulary in documents of others: only a project's own files speak it.

A vendor could otherwise decide which environment variables are sent, or what is sent
again after a failure.
"""

from __future__ import annotations

from typing import Any

from ..vocabulary import keys
from ..vocabulary.node_kinds import NAMES, walk
from .generation_report import GenerationReport, Unit, escape


def ignore_vocabulary(tree: Any, report: GenerationReport) -> None:
    """Remove every `x-specloom` key from a document, with a note for each."""
    for pointer, kinds, node in list(walk(tree, frozenset({"root"}))):
        if not kinds <= NAMES and isinstance(node, dict):
            for key in [key for key in node if key.startswith(keys.VERSION)]:
                unit = Unit(
                    "part", "".join(f"/{escape(step)}" for step in (*pointer, key))
                )
                report.degrade(unit, "vocabulary", at=node, done="ignored")
                del node[key]
