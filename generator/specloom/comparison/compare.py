"""Compare two builds of a vendor, and join what differs at each level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..changes import Change, OperationKey
from ..load import Document, Documents
from .comparison import Bump, Comparison

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..builds.full_builds import FullBuild
    from ..surface import SurfaceChange


def compare_builds(old: FullBuild, new: FullBuild) -> Comparison:
    """Return all that differs between two builds of a vendor.

    Each change of the contract has the effects that follow from it for Python code and
    for requests. What no change of the contract explains is a change of its own.

    Args:
        old: the build of the old description.
        new: the build of the new description.
    """
    # Imported late: a report about files that are the same compares nothing.
    from ..contract import compare_contract
    from ..surface import compare_surface
    from ..wire import compare_wire
    from .merging import merged
    from .ordering import in_order
    from .source_elements import SourceElements

    before, after = _documents(old, new)
    contract = compare_contract(before, after, moves=_moves(old, new))
    parent = "" if new.vendor is None else new.vendor.parent
    surface = tuple(compare_surface(old.package, new.package, parent=parent))
    elements = SourceElements(old, before), SourceElements(new, after)
    wire = compare_wire(old.package, new.package)
    changes = in_order(merged(contract, surface, wire, *elements))
    return Comparison(
        vendor=new.name,
        old_version=_version(before),
        new_version=_version(after),
        old_operations=_operations(old),
        new_operations=_operations(new),
        changes=tuple(changes),
        surface=surface,
        bump=_bump(changes, surface, is_same=old.package == new.package),
    )


def _moves(old: FullBuild, new: FullBuild) -> dict[OperationKey, OperationKey]:
    """Return the operations that callers reach by the same name at another path."""
    before, after = _keys_by_name(old), _keys_by_name(new)
    stayed = {*before.values()} & {*after.values()}
    return {
        key: after[name]
        for name, key in before.items()
        if name in after and key not in stayed and after[name] not in stayed
    }


def _keys_by_name(build: FullBuild) -> dict[tuple[str, str], OperationKey]:
    return {
        (resource.attribute, each.name): OperationKey(each.method, each.path)
        for resource in build.package.resources
        for each in resource.operations
    }


def _documents(old: FullBuild, new: FullBuild) -> tuple[Document, Document]:
    """Return the documents of which the contract is compared.

    They are the vendor's own documents with their overlays, in which places are where
    people edit. If one of them is not known, the normalized documents are compared.
    """
    if old.from_normalized or new.from_normalized:
        return old.normalized, new.normalized
    return described(old.documents), described(new.documents)


def described(documents: Documents) -> Document:
    """Return a vendor's own document with its overlay and the files it refers to.

    Raises:
        SpecError: the overlay does not fit the document.
    """
    from ..normalize.files.bundle import bundle
    from ..overlay.actions import apply_overlay

    source = documents.description
    if documents.overlay is not None:
        source = Document(source.file, apply_overlay(source.data, documents.overlay))
    return bundle(source, documents.others)[0] if documents.others else source


def _version(document: Document) -> str:
    """Return the version of the API that a document declares; "" if it has none."""
    info: Any = document.data.get("info")
    return str(info.get("version", "")) if isinstance(info, dict) else ""


def _operations(build: FullBuild) -> int:
    return sum(len(resource.operations) for resource in build.package.resources)


def _bump(
    changes: Sequence[Change], surface: Sequence[SurfaceChange], *, is_same: bool
) -> Bump:
    """Return the part of the version that the changes raise (SemVer 2.0.0, 7 and 8)."""
    if any(c.python == "breaking" or c.wire == "changed" for c in changes):
        return "major"
    if any(each.effect == "compatible" for each in surface):
        return "minor"
    return "none" if is_same and not changes else "patch"
