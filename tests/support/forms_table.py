"""The table of docs/vendor-facts.md: the forms of calls that each vendor has.

Everything in it is found in the normalized documents, their intermediate
representation, the overlays and the views.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from specloom.document import Spec
from specloom.ir import (
    Argument,
    CallKeyword,
    Package,
    PagedOperation,
    PagedPartsOperation,
    Whole,
)
from specloom.ir.python_types import (
    EnumerationValues,
    GenericType,
    LiteralType,
    UnionType,
)
from specloom.load import load
from specloom.lower import lower
from specloom.models import Models
from specloom.vocabulary import keys

SPECS = Path(__file__).parents[2] / "specs"
PAGE = SPECS.parent / "docs" / "vendor-facts.md"
BEGIN = "<!-- forms: make golden -->\n"
END = "<!-- end -->"
MOST = 3
"""The most methods that a cell lists."""


class Vendor:
    """A vendor of the project."""

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def spec(self) -> Spec:
        """The normalized document."""
        path = SPECS / self.name / "openapi.yaml"
        return Spec.of(load(path, shown=path.name).data)

    @cached_property
    def package(self) -> Package:
        """The intermediate representation."""
        return lower(self.spec.document, self.name, Models(self.spec.document))

    def operations(self) -> Iterator[tuple[str, Any]]:
        """Yield the name of each method, and its operation."""
        for resource in self.package.resources:
            for operation in resource.operations:
                yield f"{resource.attribute}.{operation.name}", operation

    def lists(self) -> Iterator[tuple[str, PagedOperation]]:
        """Yield the methods that return a list page by page."""
        for name, operation in self.operations():
            if isinstance(operation, PagedOperation):
                yield name, operation

    def refusal(self, key: str) -> str:
        """Return why the overlay says that a key does not apply; "" if it does not."""
        path = SPECS / self.name / "overlay.yaml"
        for action in yaml.safe_load(path.read_text("utf-8"))["actions"]:
            update = action.get("update")
            if isinstance(update, dict) and update.get(key) is False:
                return str(action[keys.PROVENANCE]["reason"])
        return ""


def main_lists(vendor: Vendor) -> Iterator[str]:
    for name, operation in vendor.lists():
        if operation.name == "list":
            yield name


def aliases(vendor: Vendor) -> Iterator[str]:
    for name, operation in vendor.operations():
        if operation.alias:
            yield f"{name} = {operation.alias}"


def unwrapped(vendor: Vendor) -> Iterator[str]:
    for name, operation in vendor.operations():
        if getattr(operation, "envelope", None) is not None:
            yield name


def with_keyword(keyword: CallKeyword) -> Callable[[Vendor], Iterator[str]]:
    """Return a function that finds the methods with an argument of the runtime."""

    def found(vendor: Vendor) -> Iterator[str]:
        for name, operation in vendor.operations():
            if any(each.destination == Whole(keyword) for each in operation.arguments):
                yield name

    return found


def intervals(vendor: Vendor) -> Iterator[str]:
    for name, operation in vendor.operations():
        if operation.intervals:
            yield name


def enumerations(vendor: Vendor) -> Iterator[str]:
    for name, operation in vendor.operations():
        for argument in filter(_is_enumeration, operation.arguments):
            yield f"{name}({argument.name}=)"


def _is_enumeration(argument: Argument) -> bool:
    """Return whether an argument takes an enumeration or its texts."""
    match argument.type:
        case UnionType(parts=parts):
            alternatives = parts
        case other:
            alternatives = (other,)
    items = [
        part
        for each in alternatives
        for part in (each.arguments if isinstance(each, GenericType) else (each,))
    ]
    return any(isinstance(each, LiteralType | EnumerationValues) for each in items)


def sorts(vendor: Vendor) -> Iterator[str]:
    for name, operation in vendor.operations():
        if operation.facts.sort is not None:
            yield name


def page_sizes(vendor: Vendor) -> Iterator[str]:
    for name, operation in vendor.lists():
        pages = operation.pages
        if size := pages.max_size or max(pages.sizes, default=pages.size):
            yield f"{name} {size}"


def parts(vendor: Vendor) -> Iterator[str]:
    for name, operation in vendor.lists():
        if isinstance(operation, PagedPartsOperation):
            yield name


def edits(vendor: Vendor) -> Iterator[str]:
    for resource in vendor.package.resources:
        if resource.edit is not None:
            yield f"{resource.attribute}.edit"


def puts(vendor: Vendor) -> Iterator[str]:
    for resource in vendor.package.resources:
        names = {operation.name for operation in resource.operations}
        if resource.put is not None or "put" in names:
            yield f"{resource.attribute}.put"


def returned(vendor: Vendor) -> Iterator[str]:
    nodes = vendor.spec.schemas.items()
    for name, node in nodes:
        marked = [
            prop
            for prop, schema in (node.get("properties") or {}).items()
            if schema.get(keys.ALWAYS_RETURNED)
        ]
        if marked:
            yield f"{name} ({len(marked)})"


def for_end_users(vendor: Vendor) -> Iterator[str]:
    schemes = vendor.spec.schemes(keys.ERRORS)
    for rule in (rule for each in schemes.values() for rule in each.get("rules", ())):
        if rule.get("for-end-user"):
            yield f"status {rule['when']['status']}"


@dataclass(frozen=True)
class Form:
    """A form of calls.

    Attributes:
        title: what a caller writes.
        find: a function that yields the methods of a vendor that have the form.
        none: why a vendor has none, if its overlay gives no other reason.
        key: the key of the vocabulary that an overlay sets to `false` with a reason.
    """

    title: str
    find: Callable[[Vendor], Iterator[str]]
    none: str
    key: str = ""

    def cell(self, vendor: Vendor) -> str:
        """Return the cell of a vendor: its methods, or why it has none."""
        found = [f"`{each}`" for each in self.find(vendor)]
        if not found:
            return f"none: {self.key and vendor.refusal(self.key) or self.none}"
        more = f" and {len(found) - MOST} more" if len(found) > MOST else ""
        return ", ".join(found[:MOST]) + more


FORMS = (
    Form("`list`, the main list", main_lists, "no read is paged"),
    Form("the vendor's own name of it", aliases, "it is `list` as well"),
    Form("an object without its envelope", unwrapped, "responses are the objects"),
    Form(
        "`changed_since=`",
        with_keyword("changed_since"),
        "no list takes the time of a change",
        "x-specloom-changed-since",
    ),
    Form("an interval as a pair", intervals, "no argument is an interval"),
    Form("an enumeration or its text", enumerations, "no argument is an enumeration"),
    Form("`sort=[-F.x]`", sorts, "no list takes an order", keys.SORT),
    Form("the page size unless given", page_sizes, "no request has a page size"),
    Form("`start=`", with_keyword("start"), "no list has page numbers or offsets"),
    Form("`with_parts()`", parts, "pages have no objects next to the items"),
    Form("`edit`", edits, "no object can be read and written with a version"),
    Form("`put`", puts, "no operation creates an object or replaces it if it exists"),
    Form(
        "properties that responses always have, apart from required ones",
        returned,
        "the schemas require what is always there",
        keys.ALWAYS_RETURNED,
    ),
    Form(
        "`error.for_end_user`",
        for_end_users,
        "no page says that a message is for the end user",
    ),
)


def views() -> dict[str, Mapping[str, Any]]:
    """Return the vendors of each view; the keys are the names of the views."""
    return {
        path.stem: yaml.safe_load(path.read_text("utf-8"))["vendors"]
        for path in sorted((SPECS / "views").glob("*.yaml"))
    }


def view_cell(vendor: Vendor, said: Mapping[str, Any] | None) -> str:
    """Return the cell of a vendor for a view."""
    if said is None:
        return "none: the view does not name the vendor"
    if "none" in said:
        return f"none: {said['none']['reason'].rstrip('.')}"
    operations = {f"{o.method} {o.path}": name for name, o in vendor.operations()}
    return f"`{operations[said['operation']]}`"


def table() -> str:
    """Return the table in Markdown."""
    vendors = [Vendor(p.parent.name) for p in sorted(SPECS.glob("*/openapi.yaml"))]
    rows = [
        ["form", *(f"`{each.name}`" for each in vendors)],
        ["---"] * (len(vendors) + 1),
    ]
    for form in FORMS:
        rows.append([form.title, *map(form.cell, vendors)])
    for name, said in views().items():
        cells = (view_cell(each, said.get(each.name)) for each in vendors)
        rows.append([f"the view `{name}`", *cells])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def page(text: str) -> str:
    """Return the page with the current table."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"
