"""Compare two descriptions that belong to no project, or whose project is not known."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from ..builds.full_builds import FullBuild, full_build, recorded_build
from ..builds.sources import Sources
from ..changes import Change
from ..contract import compare_contract
from ..errors import Problem, SpecError
from ..load import Document, document_format, load
from ..project.package_names import package_name
from ..project.vendor import Vendor, vendor_of_file
from ..regular_files import read_regular
from ..vocabulary import keys
from .compare import compare_builds, described

BEGINNING = 4096
"""The number of bytes in which a normalized document declares that it is one."""


@dataclass(frozen=True, kw_only=True)
class DescriptionChanges:
    """What differs between two descriptions.

    Attributes:
        changes: the changes, most important first.
        not_built: why no package can be generated from one of the descriptions; then
            only the contract was compared.
    """

    changes: tuple[Change, ...]
    not_built: tuple[Problem, ...] = ()


def compare_descriptions(
    old: Path, new: Path, *, fixes: Vendor | None = None, only_contract: bool = False
) -> DescriptionChanges:
    """Return what differs between two descriptions.

    Args:
        old: the old description. If it is a normalized document, as Specloom wrote it,
            the new description is normalized before the comparison.
        new: the new description.
        fixes: the vendor whose overlay and names belong to the new description; None
            if it has none.
        only_contract: whether to leave out what changes for Python code and in the
            requests that are sent, which takes longer than the contract.

    Raises:
        SpecError: a description cannot be read, or is not OpenAPI.
    """
    name = package_name(new.stem) if fixes is None else fixes.name
    before, after = _vendor(old, name, None), _vendor(new, name, fixes)
    if only_contract and _normalized(old) is None:
        return _contract(before, after)
    try:
        builds = description_build(old, name), description_build(new, name, fixes)
    except SpecError as error:
        # Of many documents no package can be generated, for example without operations.
        return replace(_contract(before, after), not_built=tuple(error.problems))
    return DescriptionChanges(changes=compare_builds(*builds).changes)


def _contract(old: Vendor, new: Vendor) -> DescriptionChanges:
    before, after = (_document(vendor) for vendor in (old, new))
    return DescriptionChanges(changes=tuple(compare_contract(before, after)))


def _document(vendor: Vendor) -> Document:
    """Return the document of which the contract is compared.

    Raises:
        SpecError: it is not an OpenAPI document.
    """
    documents = Sources(vendor).documents
    source = documents.description
    document_format(source.data, source.location([]))
    return described(documents)


def description_build(path: Path, name: str, fixes: Vendor | None = None) -> FullBuild:
    """Return the build of a description, or of a normalized document.

    Args:
        path: the file.
        name: the name of the package.
        fixes: the vendor whose overlay and names belong to the description; None if it
            has none.

    Raises:
        SpecError: no package can be generated from it.
    """
    if (normalized := _normalized(path)) is not None:
        return recorded_build(name, normalized)
    return full_build(_vendor(path, name, fixes), without_lost_names=True)


def _normalized(path: Path) -> Document | None:
    """Return a document of the normal form; None if it is another one.

    Specloom writes the version of the form at the beginning of the file. What does not
    mention it there need not be read twice.

    Raises:
        SpecError: the file mentions the version, but cannot be read.
    """
    try:
        if keys.VERSION.encode() not in read_regular(path, BEGINNING):
            return None
    except (OSError, ValueError):
        return None  # Loading it raises the error, with its reason.
    document = load(path, shown=str(path), dropped=[])
    is_object = isinstance(document.data, dict)
    return document if is_object and keys.VERSION in document.data else None


def _vendor(path: Path, name: str, fixes: Vendor | None) -> Vendor:
    if fixes is None:
        return vendor_of_file(path, name)
    return replace(fixes, source=Path(os.path.relpath(path, fixes.root)).as_posix())
