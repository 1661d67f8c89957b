"""Where a user's code uses what breaks in a generated package."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from specloom.callers.impact import Impact, Packages, find_impact
from specloom.callers.migrate import migration
from specloom.callers.user_files import read_user_files
from specloom.surface import SurfaceChange


def change(
    kind: str, module: str, qualname: str, renamed_to: str | None = None
) -> SurfaceChange:
    """Return a change: a renaming if there is a new name, or else a removal."""
    what = "renamed" if renamed_to else "removed"
    return SurfaceChange(
        rule=f"{kind}-{what}",
        effect="breaking",
        kind=kind,  # type: ignore[arg-type]
        module=module,
        qualname=qualname,
        renamed_to=renamed_to,
    )


DUE = change("field", "acme.models", "Invoice.due", "due_date")
BILL = change("model", "acme.models", "Invoice", "Bill")
GET = change("method", "acme.invoices", "Invoices.get")
FETCH = change("method", "acme.invoices", "Invoices.list", "fetch")
STATUS = change("argument", "acme.invoices", "Invoices.list(status)", "state")
BILLS = change("resource", "acme", "Acme.invoices", "bills")
PAID = change("enum-member", "acme.models", "InvoiceStatus.PAID", "SETTLED")


def found(
    folder: Path, code: str, changes: Sequence[SurfaceChange], *more: object
) -> Impact:
    """Return what changes do to one file."""
    (folder / "app.py").write_text(code)
    packages, cache = more
    assert isinstance(packages, Packages) and isinstance(cache, Path)
    user = read_user_files([folder / "app.py"], without=[])
    return find_impact(changes, user, packages, cache / "mypy")


MARKED = {
    "attributes of typed things": """
        from acme import Acme, AsyncAcme
        from acme.models import Invoice
        def dues(client: Acme) -> list[object]:
            for each in client.invoices.list():
                print(f"{each.<due>!r:>{len(str(each.<due>))}}")
            return [invoice.<due> for invoice in client.invoices.list()]
        def one(invoice: Invoice | None, other: object) -> object:
            if isinstance(other, Invoice):
                print(other.<due>)
            return invoice and invoice.<due>
        class Mine(Invoice):
            def late(self) -> bool:
                return self.<due> is None
        class Shop:
            def __init__(self) -> None:
                self.client = Acme(key="k")
            def due(self) -> object:
                with self.client as client:
                    return client.invoices.get(1).<due>
        async def later(client: AsyncAcme) -> object:
            async with client:
                return (await client.invoices.get(1)).<due>  # type: ignore
        def matched(value: object) -> object:
            match value:
                case Invoice(<due>=day):
                    return day
    """,
    "keywords of a constructor": """
        from acme.models import Invoice as I
        import acme.models as m
        def make(**known: object) -> I:
            I(**known, <due>=None)
            return m.Invoice(
                number=1,
                <due>=None,
            )
    """,
    "other things of the same name": """
        from dataclasses import dataclass
        from acme.models import InvoiceLine
        @dataclass
        class Invoice:
            due: int
        def use(invoice: Invoice, line: InvoiceLine) -> int:
            due = invoice.due
            return Invoice(due=due).due + line.amount
    """,
}


@pytest.mark.parametrize("code", MARKED.values(), ids=MARKED)
def test_certain_places(
    code: str, tmp_path: Path, packages: Packages, cache: Path
) -> None:
    text = re.sub(r"^        ", "", code, flags=re.M)
    expected = []
    for number, line in enumerate(text.splitlines(), 1):
        for count, mark in enumerate(re.finditer("<", line)):
            if line[mark.end() :].startswith("due>"):
                expected.append((number, mark.start() + 1 - 2 * count))
    plain = text.replace("<due>", "due")
    impact = found(tmp_path, plain, [DUE], packages, cache)
    certain = [each for each in impact.sites if each.certainty == "certain"]
    assert [(e.line, e.column) for e in certain] == expected


RENAMED = {
    "a field": (DUE, "invoice.due  # due", "invoice.due_date  # due"),
    "a resource": (BILLS, "client . invoices", "client . bills"),
    "a method": (FETCH, "client.invoices.list()", "client.invoices.fetch()"),
    "an argument": (
        STATUS,
        "client.invoices.list( status = 'paid' )",
        "client.invoices.list( state = 'paid' )",
    ),
    "an enumeration's member": (
        PAID,
        "InvoiceStatus.PAID.value",
        "InvoiceStatus.SETTLED.value",
    ),
}


@pytest.mark.parametrize("change,old,new", RENAMED.values(), ids=RENAMED)
def test_renamed(
    change: SurfaceChange,
    old: str,
    new: str,
    tmp_path: Path,
    packages: Packages,
    cache: Path,
) -> None:
    frame = (
        "from acme import Acme\nfrom acme.models import Invoice, InvoiceStatus\n\n"
        "def use(client: Acme, invoice: Invoice) -> object:\n    return {}\n"
    )
    impact = found(tmp_path, frame.format(old), [change], packages, cache)
    assert migration(impact).files == {tmp_path / "app.py": frame.format(new).encode()}


def test_renamed_class(tmp_path: Path, packages: Packages, cache: Path) -> None:
    old = (
        "from acme.models import (Invoice,  # the one\n"
        "    InvoiceLine)\n"
        "from acme.models import Invoice as Same\n"
        "def use(one: 'Invoice', many: list['Invoice | None']) -> Invoice:\n"
        "    Invoice = one\n"
        "    return Invoice\n"
        "def other(x: Same) -> Invoice: return x\n"
    )
    new = (
        "from acme.models import (Bill,  # the one\n"
        "    InvoiceLine)\n"
        "from acme.models import Bill as Same\n"
        "def use(one: 'Bill', many: list['Bill | None']) -> Bill:\n"
        "    Invoice = one\n"
        "    return Invoice\n"
        "def other(x: Same) -> Bill: return x\n"
    )
    impact = found(tmp_path, old, [BILL], packages, cache)
    assert migration(impact).files[tmp_path / "app.py"].decode() == new


def test_removed_is_listed(tmp_path: Path, packages: Packages, cache: Path) -> None:
    code = "from acme import Acme\nx = Acme(key='k').invoices.get(1)\n"
    done = migration(found(tmp_path, code, [GET], packages, cache))
    assert (done.files, len(done.left)) == ({}, 1)
    assert "was removed" in done.left[0].advice
