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
from ..project.vendor import Vendor, single_vendor
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
    before, after = _vendor(old, name), _vendor(new, name, fixes)
    if only_contract and not _is_normalized(old):
        return _contract(before, after)
    try:
        builds = _build(old, before), _build(new, after)
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


def _build(path: Path, vendor: Vendor) -> FullBuild:
    if _is_normalized(path):
        return recorded_build(vendor.name, load(path, shown=str(path)))
    return full_build(vendor, without_lost_names=True)


def _is_normalized(path: Path) -> bool:
    """Return whether a file declares the version of the normal form.

    The beginning of the file is enough: Specloom writes the version there, and reading
    a large file twice would take long.
    """
    try:
        return keys.VERSION.encode() in read_regular(path, BEGINNING)
    except (OSError, ValueError):
        return False  # Loading it raises the error, with its reason.


def _vendor(path: Path, name: str, fixes: Vendor | None = None) -> Vendor:
    """Return a vendor with one description.

    Args:
        path: the description.
        name: the name of the package, which is the same on both sides.
        fixes: the vendor whose overlay and names are used.
    """
    if fixes is not None:
        return replace(fixes, source=Path(os.path.relpath(path, fixes.root)).as_posix())
    return replace(single_vendor(path, name), root=Path(), source=path.as_posix())
