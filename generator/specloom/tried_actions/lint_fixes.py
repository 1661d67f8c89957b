"""Find what `lint` reports of a vendor, and the actions that mend it for certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..document import Spec
from ..errors import SpecError
from ..ir import Package
from ..lint import LintFinding, Mending, findings
from ..load import Documents
from ..messages import Template
from ..normalize import NormalizedDocument
from ..overlay.actions import apply_overlay
from ..pipeline import lower_vendor, normalize_vendor
from ..project.vendor import Vendor
from ..suggest import Proposal, Refusal, actions_of, working
from .proposed_builds import documents_with

ROUNDS = 5
"""How often a mended description is checked again for what can be mended then."""


class _Refused(Template):
    CHANGES_CLIENT = "the action would change the client"


@dataclass(frozen=True, kw_only=True)
class Mended:
    """What can be mended without a decision.

    Attributes:
        actions: the actions to add to the overlay.
        refused: the actions that would cause a problem or change the client.
        left: what is reported with the actions in the overlay.
    """

    actions: Sequence[dict[str, Any]]
    refused: Sequence[Refusal]
    left: Sequence[LintFinding]


def lint_findings(
    vendor: Vendor, documents: Documents, checked: date
) -> list[LintFinding]:
    """Return what is reported of a vendor.

    Args:
        vendor: the vendor.
        documents: its documents.
        checked: the date in the provenance of actions.

    Raises:
        SpecError: a document has problems; the error lists all of them.
    """
    return _found(vendor, documents, normalize_vendor(vendor, documents), checked)


def mended(vendor: Vendor, documents: Documents, checked: date) -> Mended:
    """Return the actions that mend what is reported of a vendor without a decision.

    Each action is tried: it must not cause a problem, and unless it is meant to add
    something, the client must stay as it is.

    Args:
        vendor: the vendor.
        documents: its documents.
        checked: the date in the provenance of actions.

    Raises:
        SpecError: a document has problems; the error lists all of them.
    """
    kept: list[Proposal] = []
    refused: list[Refusal] = []
    left: list[LintFinding] = []
    for _ in range(ROUNDS):
        changed = _with(documents, kept)
        normalized, package = lower_vendor(vendor, changed)
        left = _found(vendor, changed, normalized, checked)
        known = {*map(_key, kept), *(_key(each.proposal) for each in refused)}
        new = [
            (each, proposal)
            for each in left
            if each.actions and _key(proposal := _proposal(each)) not in known
        ]
        if not new:
            break
        for keeps in (True, False):
            wanted = [p for each, p in new if each.keeps_client == keeps]
            before = package if keeps else None
            usable, others = _usable(vendor, documents, kept, wanted, before)
            kept += usable
            refused += others
    return Mended(actions=actions_of(kept), refused=refused, left=left)


def _found(
    vendor: Vendor,
    documents: Documents,
    normalized: NormalizedDocument,
    checked: date,
) -> list[LintFinding]:
    tree = documents.description.data
    if documents.overlay is not None:
        tree = apply_overlay(tree, documents.overlay)
    spec = Spec.of(normalized.document)
    mending = Mending(spec, tree, normalized.locate, checked.isoformat())
    return findings(mending, vendor.name, normalized.contradictions())


def _usable(
    vendor: Vendor,
    documents: Documents,
    kept: Sequence[Proposal],
    wanted: Sequence[Proposal],
    before: Package | None,
) -> tuple[list[Proposal], list[Refusal]]:
    """Divide actions by whether they cause no problem and keep the client.

    Args:
        vendor: the vendor.
        documents: its documents.
        kept: the actions that are added before.
        wanted: the actions to try.
        before: the client that must not change; None if it may change.
    """

    def build(actions: list[dict[str, Any]]) -> object:
        changed = documents_with(documents, [*actions_of(kept), *actions])
        _, package = lower_vendor(vendor, changed)
        if before is not None and package != before:
            at = changed.description.location([])
            raise SpecError.at(at, _Refused.CHANGES_CLIENT())
        return package

    return working(wanted, build)


def _with(documents: Documents, kept: Sequence[Proposal]) -> Documents:
    return documents_with(documents, actions_of(kept)) if kept else documents


def _proposal(finding: LintFinding) -> Proposal:
    return Proposal(
        kind="lint",
        title=finding.id,
        reason=finding.why,
        confidence=1.0,
        location=finding.problem.location,
        actions=finding.actions,
    )


def _key(proposal: Proposal) -> str:
    """Return what identifies a proposal in several rounds."""
    return repr([(a["target"], a.get("update")) for a in proposal.actions])
