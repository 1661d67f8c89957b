"""Run the normalization passes over a vendor's document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import Contradiction, SourceLocation, SpecError
from ..load import Document, Documents, deep_copy, document_format, location_at
from ..project.generate_options import DEFAULT_OPTIONS, GenerateOptions
from ..vocabulary import check_vocabulary, keys
from .names_comments import read_comments
from .names_file import FrozenNames
from .operations.contradicting_examples import RemovedExample
from .passes import PASSES, Normalization
from .report import GenerationReport
from .yaml_writer import write_yaml


@dataclass(frozen=True)
class NormalizedDocument:
    """A normalized document.

    Attributes:
        document: the document in OpenAPI 3.1.
        names: the name of each operation; the keys are operations (`METHOD /path`).
        report: the generation report.
        text: the document in YAML; "" with `package_only`.
        names_text: the pinned names in YAML; "" with `package_only`.
        locate: returns the source location of a pointer.
        removed_examples: the examples that contradict their schemas.
    """

    document: dict[str, Any]
    names: dict[str, str]
    report: GenerationReport
    text: str
    names_text: str
    locate: Callable[[Sequence[str | int]], SourceLocation]
    removed_examples: Sequence[RemovedExample]

    def contradictions(self) -> list[Contradiction]:
        """Return where examples contradict their schemas.

        An example that several operations share is examined once.
        """
        first = {each.near: each for each in reversed(self.removed_examples)}
        return [found for each in first.values() for found in each.contradictions()]


def normalize(
    documents: Documents,
    *,
    vendor: str,
    options: GenerateOptions = DEFAULT_OPTIONS,
) -> NormalizedDocument:
    """Return the normal form of a vendor's document.

    Args:
        documents: the vendor's published document, the overlay and the other files.
        vendor: the name of the vendor's folder.
        options: which operations to generate, and how to treat defects.

    Raises:
        SpecError: problems were found; the error lists all of them with their
            locations.
    """
    source, overlay = documents.description, documents.overlay
    document_format(source.data, source.location([]))
    if overlay is not None:
        _check_overlay(overlay)
    frozen = FrozenNames.read(documents.names)
    state = Normalization(
        tree=deep_copy(source.data),
        source=source,
        overlay=overlay,
        frozen=frozen,
        options=options,
        others=documents.others,
        unread=documents.unread,
        dropped=documents.dropped,
        recorded_order=documents.recorded_order,
    )
    for run in PASSES.values():
        run(state)
    document = state.tree
    state.report.mark_generated(document, state.schemas)
    state.report.add_pointers(source.data)
    start = SourceLocation(file=source.file)
    text = names_text = ""
    if not options.package_only:
        text = _header(source.file) + write_yaml(document)
        names_text = frozen.text(
            vendor,
            state.names,
            state.aliases,
            document[keys.PROPERTY_NAMES],
            read_comments(documents.names_text),
        )
    return NormalizedDocument(
        document=document,
        names=state.names,
        report=state.report,
        text=text,
        names_text=names_text,
        locate=lambda pointer: location_at(document, pointer, start),
        removed_examples=state.removed_examples,
    )


def _check_overlay(overlay: Document) -> None:
    """Raise SpecError for an overlay that is invalid before any action is applied."""
    from ..overlay.actions import overlay_actions  # Imported late: see `passes`

    overlay_actions(overlay)
    if problems := check_vocabulary(overlay):
        raise SpecError(problems)


def _header(file: str) -> str:
    """Return the comment at the top of a normalized document."""
    return (
        f"# Normalized by `specloom normalize` from {file} and its overlay.\n"
        "# Do not edit: change the overlay instead.\n"
    )
