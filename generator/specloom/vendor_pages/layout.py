"""Decide which page of a vendor has which resources and models, and link to them.

A small vendor has one page. Beyond a limit, resources and models have pages of their
own in a folder with the name of the vendor. A name with a hyphen is never that of a
resource, because resources are Python identifiers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from os.path import relpath
from posixpath import dirname

from ..ir import Operation, Package, Resource
from ..ir.model_definitions import ModelClass, ModelDefinition
from ..ir.python_types import PythonType, components

MOST_OPERATIONS = 30
"""How many operations a page has; a vendor with more has a page for each resource."""
MOST_MODELS = 40
"""How many models the page of a vendor has; more are on pages of their own."""
MOST_MODELS_ON_PAGE = 80
_RESERVED = ("index", "readme")
"""Names of pages that stand for their folder in a static site."""


@dataclass(frozen=True)
class ResourcePart:
    """A resource, or some of its operations if it has too many for a page.

    Attributes:
        page: the path of the page, relative to the folder of all vendors.
        number: 1 for the first part of the resource.
    """

    resource: Resource
    operations: tuple[Operation, ...]
    page: str
    number: int = 1

    @property
    def title(self) -> str:
        """The title of the part."""
        name = self.resource.attribute
        return name if self.number == 1 else f"{name} ({self.number})"


@dataclass(frozen=True)
class Layout:
    """The pages of one vendor.

    Attributes:
        package: what is generated for the vendor.
    """

    package: Package

    @property
    def main(self) -> str:
        """The path of the page about the whole vendor."""
        vendor = self.package.vendor
        return f"{page_name(vendor, 'vendor')}.md"

    @cached_property
    def parts(self) -> Sequence[ResourcePart]:
        """The parts of all resources, in the order of the client."""
        operations = sum(len(each.operations) for each in self.package.resources)
        if operations <= MOST_OPERATIONS:
            return [
                ResourcePart(each, each.operations, self.main)
                for each in self.package.resources
            ]
        return [p for each in self.package.resources for p in self._divided(each)]

    def _divided(self, resource: Resource) -> Iterator[ResourcePart]:
        folder, name = self.package.vendor, page_name(resource.attribute, "resource")
        for start in range(0, max(len(resource.operations), 1), MOST_OPERATIONS):
            number = start // MOST_OPERATIONS + 1
            end = "" if number == 1 else f"-{number}"
            some = resource.operations[start : start + MOST_OPERATIONS]
            yield ResourcePart(resource, some, f"{folder}/{name}{end}.md", number)

    @cached_property
    def models(self) -> Mapping[str, Sequence[ModelDefinition]]:
        """The exported models of each page that has some, sorted by name."""
        found = sorted(
            (
                each
                for module in self.package.models
                for each in module.definitions
                if not isinstance(each, ModelClass) or not each.is_view_base
            ),
            key=lambda each: (each.name.lower(), each.name),
        )
        if len(found) <= MOST_MODELS and len({part.page for part in self.parts}) == 1:
            return {self.main: found} if found else {}
        pages: dict[str, list[ModelDefinition]] = {}
        folder = self.package.vendor
        if len(found) <= MOST_MODELS_ON_PAGE:
            return {f"{folder}/all-models.md": found} if found else {}
        letters: dict[str, list[ModelDefinition]] = {}
        for each in found:
            first = each.name[:1].lower()
            letter = first if "a" <= first <= "z" else "other"
            letters.setdefault(letter, []).append(each)
        for letter, some in sorted(letters.items()):
            for start in range(0, len(some), MOST_MODELS_ON_PAGE):
                number = start // MOST_MODELS_ON_PAGE + 1
                end = "" if number == 1 else f"-{number}"
                page = f"{folder}/models-{letter}{end}.md"
                pages[page] = some[start : start + MOST_MODELS_ON_PAGE]
        return pages

    @cached_property
    def _model_pages(self) -> Mapping[str, str]:
        return {each.name: page for page, some in self.models.items() for each in some}

    @cached_property
    def _operation_pages(self) -> Mapping[str, str]:
        return {
            f"{part.resource.attribute}.{each.name}": part.page
            for part in self.parts
            for each in part.operations
        }

    def models_link(self, page: str, type_: PythonType) -> str:
        """Return the target of a link to the model of a type; "" unless it has one.

        Args:
            page: the page that has the link.
            type_: the type.
        """
        known = [n for n in sorted(components(type_)) if n in self._model_pages]
        return self.model_link(page, known[0]) if len(known) == 1 else ""

    def model_link(self, page: str, name: str) -> str:
        """Return the target of a link to a model; "" if no page has it."""
        target = self._model_pages.get(name)
        return (
            "" if target is None else f"{_relative(page, target)}#{model_anchor(name)}"
        )

    @cached_property
    def _fields_pages(self) -> Mapping[str, str]:
        return {
            fields.name: part.page
            for part in self.parts
            if part.number == 1
            for fields in part.resource.filters
        }

    def fields_link(self, page: str, text: str) -> str:
        """Return the target of a link to the fields that a type names; "" without any.

        Args:
            page: the page that has the link.
            text: the type.
        """
        for name in re.findall(r"\w+", text):
            if name in self._fields_pages:
                target = self._fields_pages[name]
                return f"{_relative(page, target)}#{fields_anchor(name)}"
        return ""

    def operation_link(self, page: str, name: str) -> str:
        """Return the target of a link to an operation, such as `contacts.list`."""
        return f"{_relative(page, self._operation_pages[name])}#{name}"

    def main_link(self, page: str, anchor: str = "") -> str:
        """Return the target of a link to the page about the vendor."""
        return _relative(page, self.main) + (f"#{anchor}" if anchor else "")

    def page_link(self, page: str, target: str) -> str:
        """Return the target of a link from one page to another."""
        return _relative(page, target)


def model_anchor(name: str) -> str:
    """Return the anchor of a model, which no operation has."""
    return f"model-{name}"


def fields_anchor(name: str) -> str:
    """Return the anchor of a class of fields."""
    return f"fields-{name}"


def page_name(name: str, kind: str) -> str:
    """Return the name of a page, without a suffix.

    Args:
        name: the name of a vendor or of a resource.
        kind: what is put before a name that static sites give a meaning.
    """
    return f"{kind}-{name}" if name in _RESERVED else name


def _relative(page: str, target: str) -> str:
    return "" if page == target else relpath(target, dirname(page) or ".")
