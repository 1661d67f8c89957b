"""Check the actions that `specloom lint --fix` adds to the overlay of a vendor."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from specloom.builds.sources import Sources
from specloom.lint import LintFinding
from specloom.pipeline import lower_vendor
from specloom.project.vendor import Vendor
from specloom.tried_actions.lint_fixes import lint_findings, mended
from specloom.tried_actions.proposed_builds import documents_with
from specloom.vocabulary import keys

DAY = date(2026, 11, 27)


def check_fixes(vendor: Vendor) -> int:
    """Check that fixes keep the client, mend something and are complete.

    Return the number of actions.
    """
    documents = Sources(vendor).documents
    before = lint_findings(vendor, documents, DAY)
    made = mended(vendor, documents, DAY)
    if not made.actions:
        assert _texts(made.left) == _texts(before)
        return 0
    changed = documents_with(documents, made.actions)
    assert _texts(lint_findings(vendor, changed, DAY)) == _texts(made.left)
    assert _texts(made.left) != _texts(before)
    assert len(made.left) <= len(before)
    assert not Counter(e.id for e in made.left) - Counter(e.id for e in before)
    again = mended(vendor, changed, DAY)
    assert not again.actions
    _check_package(vendor, documents, made.actions)
    return len(made.actions)


def _check_package(vendor: Vendor, documents: Any, actions: Any) -> None:
    """Check that the client is the same, except for what actions state."""
    _, before = lower_vendor(vendor, documents)
    _, after = lower_vendor(vendor, documents_with(documents, actions))
    texts = str(actions)
    if "'429': {'description'" not in texts and keys.ALIAS not in texts:
        assert after == before
    operations = (
        [(r, o) for r in package.resources for o in r.operations]
        for package in (before, after)
    )
    # A method keeps its names, and only its docstring says more.
    for (old_resource, old), (resource, new) in zip(*operations, strict=True):
        assert resource.attribute == old_resource.attribute
        assert {*old.names} <= {*new.names}
        named = replace(
            new,
            name=old.name,
            alias=old.alias,
            constant=old.constant,
            details=old.details,
        )
        assert named == old


def _texts(found: list[LintFinding] | Any) -> list[str]:
    return sorted(f"{each.id}: {each.problem.message}" for each in found)
