"""Changes of the Python surface are assigned to the entries that contain them."""

from __future__ import annotations

from dataclasses import replace

from sample_reports import SITE, change, operation
from specloom.changes import Change
from specloom.comparison.wording import signatures
from specloom.reports.linked_sites import mended_fingerprints, sites_by_fingerprint
from specloom.surface import SurfaceChange


def _surface(name: str, *operations: str, **values: str) -> SurfaceChange:
    found = {"rule": "field-removed", "before": "size: int", **values}
    return SurfaceChange(
        effect="breaking",
        kind="field",
        module="acme.models",
        qualname=name,
        operations=tuple(map(operation, operations)),
        **found,  # type: ignore[arg-type]
    )


def _change(pointer: str, *found: SurfaceChange) -> Change:
    texts = [signatures(each) for each in found]
    return change(
        "response-property-removed",
        pointer,
        "removed",
        operations=found[0].operations,
        before=tuple(before for before, _ in texts if before),
        after=tuple(after for _, after in texts if after),
    )


def test_equal_signatures_differ_in_their_operation_and_name() -> None:
    size, other = _surface("Thing.size", "GET /a"), _surface("Thing.size", "GET /b")
    changes = [
        _change("/components/schemas/Thing/properties/size", size),
        _change("/components/schemas/Other/properties/size", other),
    ]
    sites = [replace(SITE, change=size), replace(SITE, change=other, line=41)]
    found = sites_by_fingerprint(changes, sites)
    assert [found[each.fingerprint] for each in changes] == [[sites[0]], [sites[1]]]


def test_what_was_added_is_found_by_its_new_signature() -> None:
    added = _surface("Thing.size", "GET /a", before="", after="size: int")
    made = _change("/components/schemas/Thing/properties/size", added)
    site = replace(SITE, change=added)
    assert sites_by_fingerprint([made], [site]) == {made.fingerprint: [site]}
    assert sites_by_fingerprint([], [site]) == {}


def test_only_renames_can_be_mended() -> None:
    renamed = replace(_surface("Thing.size", "GET /a"), renamed_to="length")
    removed = _surface("Thing.name", "GET /a", before="name: str")
    changes = [
        _change("/components/schemas/Thing/properties/size", renamed),
        _change("/components/schemas/Thing/properties/name", removed),
    ]
    assert mended_fingerprints(changes, [renamed, removed]) == {changes[0].fingerprint}
