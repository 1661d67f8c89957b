"""Build a vendor with all that a comparison needs, without printing code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..errors import SourceLocation, SpecError
from ..load import Document, Documents
from ..messages import Message
from ..project.vendor import Vendor
from .sources import Sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..ir import Package
    from ..normalize import NormalizedDocument


@dataclass(frozen=True, kw_only=True)
class FullBuild:
    """A vendor's documents, and what is generated from them, before it is printed.

    Attributes:
        name: the name of the vendor's package.
        vendor: the vendor's files and options; None if only its normalized document is
            known, as in a wheel.
        documents: the vendor's own document, its overlay and its names; the vendor's
            own document is the normalized one if nothing else is known.
        normalized: the normalized document, with the locations in its own file if it
            was read from a file.
        package: what is generated.
        rebuilt: the result of normalizing `documents`; None if the normalized document
            was read from a file.
    """

    name: str
    vendor: Vendor | None
    documents: Documents
    normalized: Document
    package: Package
    rebuilt: NormalizedDocument | None = None

    @property
    def from_normalized(self) -> bool:
        """Whether only the normalized document is known.

        Then the contract must be compared with the other side's normalized document.
        """
        return self.rebuilt is None

    def locate(self, pointer: Sequence[str | int]) -> SourceLocation:
        """Return where the element at a pointer of the normalized document is written.

        The place is in the vendor's own document or in an overlay if these are known,
        otherwise in the normalized document.
        """
        if self.rebuilt is not None:
            return self.rebuilt.locate(pointer)
        return self.normalized.location(pointer)


def full_build(vendor: Vendor, *, without_lost_names: bool = False) -> FullBuild:
    """Return the build of a vendor; the cache is not used.

    Args:
        vendor: the vendor.
        without_lost_names: whether recorded names of operations that the description
            does not have are left out; otherwise they are problems.

    Raises:
        SpecError: a file of the vendor has problems; the error lists all of them.
    """
    documents = Sources(vendor).documents
    if without_lost_names:
        return _built_without_lost_names(vendor, documents)
    return _built(vendor, documents)


def recorded_build(name: str, normalized: Document, client: str = "") -> FullBuild:
    """Return the build of a normalized document, as an earlier run wrote it.

    Args:
        name: the name of the vendor's package.
        normalized: the content of its openapi.yaml.
        client: the name of the client class; "" for one derived from the vendor's.

    Raises:
        SpecError: the document is not one that Specloom wrote.
    """
    from ..pipeline import lower_normalized

    return FullBuild(
        name=name,
        vendor=None,
        documents=Documents(normalized),
        normalized=normalized,
        package=lower_normalized(name, normalized, client),
    )


def mixed_build(source: FullBuild, fixes: FullBuild) -> FullBuild:
    """Return the build of one side's description with the other side's fixes.

    With it causes of changes are separated: `mixed_build(new, old)` has what the
    vendor changed, and `mixed_build(old, new)` what the project changed. Names of
    operations that the description does not have are left out.

    Args:
        source: the side whose description is used, and the files that it refers to.
        fixes: the side whose overlay and names are used.

    Raises:
        SpecError: the two do not fit together, for example because an action of the
            overlay matches nothing. Then the causes cannot be separated.
        ValueError: of one side only the normalized document is known.
    """
    if source.vendor is None or fixes.vendor is None:
        raise ValueError("a normalized document cannot be taken apart")
    given, others = source.documents, fixes.documents
    documents = replace(
        given,
        overlay=others.overlay,
        names=others.names,
        others={**others.others, **given.others},
        unread={**others.unread, **given.unread},
    )
    return _built_without_lost_names(source.vendor, documents)


def _built_without_lost_names(vendor: Vendor, documents: Documents) -> FullBuild:
    """Return a build without the recorded names of operations that are missing."""
    try:
        return _built(vendor, documents)
    except SpecError as error:
        lost = {
            each.location
            for each in error.problems
            if each.message.message is Message.LOST_OPERATION
        }
        if len(lost) != len(error.problems) or documents.names is None:
            raise
    names = documents.names
    kept = {k: v for k, v in names.data.items() if names.location([k]) not in lost}
    return _built(vendor, replace(documents, names=Document(names.file, kept)))


def _built(vendor: Vendor, documents: Documents) -> FullBuild:
    from ..pipeline import lower_vendor

    rebuilt, package = lower_vendor(vendor, documents)
    return FullBuild(
        name=vendor.name,
        vendor=vendor,
        documents=documents,
        normalized=Document(f"{vendor.specs}/openapi.yaml", rebuilt.document),
        package=package,
        rebuilt=rebuilt,
    )
