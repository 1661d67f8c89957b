"""Reports that are written by hand, for the tests of their formats."""

from __future__ import annotations

from datetime import date
from typing import Any

from specloom.callers import CallSite
from specloom.changes import Change, OperationKey, Place
from specloom.errors import SourceLocation
from specloom.reports.ordering import sorted_entries
from specloom.reports.report_data import (
    Acceptance,
    Entry,
    ProposedRename,
    Report,
    UnneededRepair,
)
from specloom.surface import SurfaceChange

FILE = "specs/acme/source.yaml"


def operation(text: str) -> OperationKey:
    """Return the operation that is written as `GET /orders`."""
    return OperationKey(*text.split(" "))


def change(rule: str, pointer: str, text: str, **values: Any) -> Change:
    """Return a change of the contract's level `info`, unless `values` differ."""
    line = values.pop("line", 10)
    found: dict[str, Any] = {
        "level": "info",
        "direction": "response",
        "operations": (operation("GET /orders"),),
        "place": Place(
            pointer,
            SourceLocation(f"HEAD:{FILE}", line, 5),
            SourceLocation(FILE, line + 2, 5),
        ),
        "why": "",
    }
    return Change(rule=rule, text=text, **(found | values))


DUE = change(
    "response-property-removed",
    "/components/schemas/Invoice/properties/due",
    "`Invoice.due` was removed",
    level="breaking",
    python="breaking",
    before=("Invoice.due: date | None",),
    why="Responses no longer have the property that code may read.",
    operations=tuple(operation(f"GET /invoices/{n}") for n in range(5)),
    act="keep the name, or read `due_date`",
    line=120,
)
COUNTRY = change(
    "request-property-became-required",
    "/components/schemas/Address/properties/country",
    "`Address.country` is required when sent",
    level="breaking",
    python="breaking",
    direction="request",
    before=("Address(*, country: str | None = None)",),
    after=("Address(*, country: str)",),
    operations=(operation("POST /customers"), operation("PUT /customers/{id}")),
    act="pass it",
    line=200,
)
STATUS = change(
    "response-enum-value-added",
    "/components/schemas/Order/properties/status",
    '`Order.status` may be "on_hold"',
    level="breaking",
    python="compatible",
    values={"value": "on_hold"},
    after=('OrderStatus.ON_HOLD = "on_hold"',),
    act="branch on it?",
    line=300,
)
SERVER = change(
    "server-changed",
    "/servers/0/url",
    "the server is `https://api.acme.example/v2`",
    level="warning",
    direction="none",
    wire="changed",
    operations=(),
    line=4,
)
ADDED = change(
    "operation-added",
    "/paths/~1refunds/get",
    "`GET /refunds` was added",
    python="compatible",
    after=("RefundsResource.list(self) -> Pager[Refund]",),
    line=410,
)
DEPRECATED = change(
    "operation-deprecated",
    "/paths/~1orders~1archive/post",
    "`POST /orders/archive` is deprecated",
    values={"sunset": "2027-03-31"},
    line=420,
)
WORDS = change(
    "description-changed",
    "/paths/~1orders/get/description",
    "the description of `GET /orders` changed",
    line=430,
)
_USE = SurfaceChange(
    rule="field-removed",
    effect="breaking",
    kind="field",
    module="acme.models",
    qualname="Invoice.due",
    before="date | None",
)
ACCEPTANCE = Acceptance(
    fingerprint=COUNTRY.fingerprint,
    reason="all our customers have a country",
    owner="crm",
    expires=date(2027, 1, 31),
    location=SourceLocation("specs/acme/accepted-changes.yaml", 2, 3),
)
SITE = CallSite(
    file="crm/push.py",
    line=40,
    column=9,
    code="print(invoice.due)",
    change=_USE,
    advice="Read `due_date` instead.",
)


def report(*entries: Entry, **values: Any) -> Report:
    """Return a report about some entries."""
    strict = values.get("strict_client", False)
    found: dict[str, Any] = {
        "vendor": "acme",
        "baseline": "HEAD",
        "old_version": "2026-10",
        "new_version": "2026-11",
        "old_operations": 213,
        "new_operations": 214,
        "package_version": "1.8.2",
        "bump": "major",
        "entries": sorted_entries(entries, strict_client=strict),
    }
    return Report(**(found | values))


def full_report() -> Report:
    """Return a report that has something of everything."""
    return report(
        Entry(change=WORDS),
        Entry(change=DEPRECATED),
        Entry(change=ADDED),
        Entry(change=STATUS, cause="together"),
        Entry(change=COUNTRY, accepted=ACCEPTANCE),
        Entry(change=SERVER, cause="overlay"),
        Entry(
            change=DUE,
            call_sites=(SITE,),
            command="specloom migrate crm",
        ),
        callers_searched=True,
        repairs=(
            UnneededRepair(
                location=SourceLocation("specs/acme/overlay.yaml", 140, 5),
                target="$.components.schemas.Invoice.properties.total",
                reason="has no effect",
            ),
        ),
        matched_repairs=31,
        provenance=("options.docstrings: full → short",),
        losses_gained=("specs/acme/source.yaml:77:5: the cookie `trace` is not sent",),
        losses_mended=("#/paths/~1files/get: the media type is not supported",),
        renames=(
            ProposedRename(
                old="Invoice.due",
                new="Invoice.due_date",
                reason='the text says "formerly due"',
                line="  Invoice.due_date: due",
                file="specs/acme/names.yaml",
            ),
        ),
    )


def quiet_report(vendor: str = "acme") -> Report:
    """Return the report of a comparison that found nothing."""
    return report(vendor=vendor, bump="none", old_version="2026-11", old_operations=214)
