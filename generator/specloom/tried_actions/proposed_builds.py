"""Build a description with the actions of proposals, without writing an overlay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..builds.sources import Sources
from ..ir import Package
from ..load import Document, Documents, read
from ..normalize import NormalizedDocument
from ..overlay_output.appended_text import new_overlay
from ..overlay_output.document_text import document_text
from ..pipeline import lower_vendor
from ..project.vendor import Vendor
from ..suggest import Proposal, Refusal, Suggestions, actions_of, suggestions, working

TITLE = "What the description does not state"
"""The title of an overlay that is made of proposals."""


@dataclass(frozen=True, kw_only=True)
class ProposedBuild:
    """A description with what can be proposed for it.

    Attributes:
        documents: the vendor's own document and its overlay.
        normalized: the normalized document without the proposals.
        found: all proposals.
        accepted: the proposals that are sure enough and can be applied.
        plain: the package without proposals.
        package: the package with the accepted proposals.
    """

    documents: Documents
    normalized: NormalizedDocument
    found: Suggestions
    accepted: Sequence[Proposal]
    plain: Package
    package: Package


def proposed_build(vendor: Vendor, *, least: float, checked: str = "") -> ProposedBuild:
    """Return the build of a vendor with the proposals that are sure enough.

    Args:
        vendor: the vendor.
        least: the least confidence of proposals to accept.
        checked: the date in the provenance of actions; by default today.

    Raises:
        SpecError: a file of the vendor has problems; the error lists all of them.
    """
    documents = Sources(vendor).documents
    normalized, plain = lower_vendor(vendor, documents)
    package = plain
    found = suggestions(normalized, documents, checked=checked)
    sure = [each for each in found.proposals if each.confidence >= least]
    accepted, _ = working_proposals(vendor, documents, sure)
    if accepted:
        changed = documents_with(documents, actions_of(accepted))
        _, package = lower_vendor(vendor, changed)
    return ProposedBuild(
        documents=documents,
        normalized=normalized,
        found=found,
        accepted=accepted,
        plain=plain,
        package=package,
    )


def working_proposals(
    vendor: Vendor, documents: Documents, wanted: Sequence[Proposal]
) -> tuple[list[Proposal], list[Refusal]]:
    """Divide proposals by whether the description with them can be generated.

    Args:
        vendor: the vendor.
        documents: the vendor's own document and its overlay.
        wanted: the proposals.
    """

    def build(actions: list[dict[str, Any]]) -> object:
        return lower_vendor(vendor, documents_with(documents, actions))

    return working(wanted, build)


def documents_with(
    documents: Documents, actions: Sequence[dict[str, Any]]
) -> Documents:
    """Return the documents of a vendor with further actions in the overlay.

    Args:
        documents: the vendor's own document and its overlay.
        actions: the actions to add.
    """
    known = documents.overlay
    data: Any = new_overlay(TITLE, actions)
    if known is not None:
        data = {**known.data, "actions": [*known.data["actions"], *actions]}
    file = known.file if known is not None else "overlay.yaml"
    # The text is read again, so that each part of it has a location.
    text = document_text(data, "yaml").encode()
    overlay = Document(file, read(text, shown="overlay.yaml"))
    return replace(documents, overlay=overlay)
