"""Check that the items of a vendor become complete rows of a view."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import PurePosixPath
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from specloom_runtime import RowError

from ..load import read
from .described_operation import DescribedOperation
from .description import load_description, project_file


def view_test_fixture(view: str, module: str) -> Any:
    """Return a fixture that provides a `ViewTest` for each of the two functions.

    Args:
        view: the path of the view file in the project.
        module: the import path of the view's module.
    """

    @pytest.fixture(params=["rows", "async_rows"])
    def view_test(request: pytest.FixtureRequest) -> ViewTest:
        return ViewTest(view, module, request.param)

    return view_test


class ViewTest:
    """Check the rows of one view."""

    def __init__(self, view: str, module: str, function: str) -> None:
        self._specs = PurePosixPath(view).parent.parent
        # As the generator reads it: the keys 1 and no are strings.
        self._view: Any = read(project_file(view, module).read_bytes(), shown=view)
        self._module = import_module(module)
        self._function = function

    def check(self, vendor: str) -> None:
        """Check the rows of a vendor's items.

        An item with a value for each field becomes two rows if its rows are in a list,
        or else one. The rows have the values of the item. An item without the value of
        a required field raises RowError.

        Args:
            vendor: the name of the vendor.

        Raises:
            AssertionError: the rows are wrong; the message states how.
        """
        mapping = self._view["vendors"][vendor]
        sources = self._module.VIEW.sources
        (model,) = (each.item for each in sources if each.vendor == vendor)
        item = MappedItem(self._operation(vendor, mapping["operation"]), mapping)
        content = item.complete(copies=2)
        read = model.model_validate_json(json.dumps(content))
        rows = self._rows(read)
        assert len(rows) == (2 if item.nested else 1), f"{len(rows)} rows"
        for row in rows:
            assert (row.vendor, row.source) == (vendor, read)
            for name, said in mapping["fields"].items():
                expected = item.value(content, said)
                found = getattr(row, name)
                assert is_same(found, expected), f"{name}: {found!r} for {expected!r}"
        for name, field in self._view["fields"].items():
            if field.get("required"):
                self._check_missing(model, item.without(content, mapping, name))

    def _operation(self, vendor: str, wire: str) -> DescribedOperation:
        spec = load_description(
            str(self._specs / vendor / "openapi.yaml"), self._module.__name__
        )
        method, _, path = wire.partition(" ")
        further = spec["paths"][path].get("x-specloom-additional-operations", {})
        node = {**spec["paths"][path], **further}
        key = method if method in further else method.lower()
        return DescribedOperation(spec, path, key, node[key])

    def _check_missing(self, model: type[BaseModel], content: Any) -> None:
        """Check that an item without a required value is rejected."""
        try:
            read = model.model_validate_json(json.dumps(content))
        except ValidationError:
            return
        with pytest.raises(RowError) as caught:
            self._rows(read)
        assert caught.value.item is read

    def _rows(self, item: Any) -> list[Any]:
        if self._function == "rows":
            return list(self._module.rows([item]))

        async def one() -> AsyncIterator[Any]:
            yield item

        async def read() -> list[Any]:
            return [row async for row in self._module.async_rows(one())]

        return asyncio.run(read())


class MappedItem:
    """An item of an operation, with a value for each mapped field.

    Attributes:
        nested: the names of the lists that contain the rows.
    """

    def __init__(self, operation: DescribedOperation, mapping: Any) -> None:
        self._operation, self._fields = operation, mapping["fields"]
        self.nested = steps(mapping.get("rows", ""))

    def complete(self, copies: int) -> Any:
        """Return an item with a value at each mapped path.

        Args:
            copies: the number of equal rows in the last list of rows.
        """
        schema = self._item_schema()
        item = self._operation.samples.sample(schema)
        for said in self._fields.values():
            texts = said.get("texts") if isinstance(said, Mapping) else None
            for path in paths(said):
                item = self._filled(schema, item, steps(path), texts)
        return repeated(item, self.nested, copies)

    def value(self, item: Any, said: Any) -> Any:
        """Return the JSON value that a row has for a mapped field."""
        if isinstance(said, Mapping) and "constant" in said:
            return said["constant"]
        value = next(iter(values_at(item, steps(paths(said)[0]))))
        return said["texts"][str(value)] if isinstance(said, Mapping) else value

    def without(self, item: Any, mapping: Any, name: str) -> Any:
        """Return a copy of an item without the values of a field."""
        changed = copy.deepcopy(item)
        for path in paths(mapping["fields"][name]):
            *parents, last = steps(path)
            for holder in values_at(changed, parents):
                holder.pop(last, None)
        return changed

    def _item_schema(self) -> Any:
        operation = self._operation
        content = next(
            each["content"]
            for status, each in operation.node["responses"].items()
            if status.startswith("2") and each.get("content")
        )
        schema = next(m["schema"] for t, m in content.items() if "json" in t)
        fact = operation.extension("pagination")
        location = fact["response"]["items"] if fact else operation.result_location
        if location:
            schema = operation.inner_schema(schema, location)
        node = operation.resolve(schema)
        return node.get("items", schema)

    def _filled(self, schema: Any, value: Any, names: list[str], texts: Any) -> Any:
        """Return a value with something at a path, which contains no indices."""
        node = self._operation.resolve(schema)
        if "items" in node:
            first = value[0] if value else None
            return [self._filled(node["items"], first, names, texts)]
        if not names:
            if texts:
                return self._listed(schema, next(iter(texts)))
            return value if value is not None else self._operation.samples.sample(node)
        inner = (value or {}).get(names[0])
        filled = self._filled(node["properties"][names[0]], inner, names[1:], texts)
        return {**(value or {}), names[0]: filled}

    def _listed(self, schema: Any, text: str) -> Any:
        """Return the value of a schema whose text is listed, which can be a number."""
        numbers = [int(text)] if text.removeprefix("-").isdecimal() else []
        allows = self._operation.samples.allows
        return next((v for v in (text, *numbers) if allows(schema, v)), text)


def steps(path: str) -> list[str]:
    """Return the names on a path from an item, such as `counts/total`."""
    names = path.strip("/").split("/")
    return [name.replace("~1", "/").replace("~0", "~") for name in names if name]


def paths(said: Any) -> list[str]:
    """Return the paths of a mapped field; empty if its value is constant."""
    if isinstance(said, Mapping):
        return [said["at"]] if "at" in said else []
    return said if isinstance(said, list) else [said]


def values_at(value: Any, names: list[str]) -> Iterator[Any]:
    """Yield the values at a path, also of each item of lists on the path."""
    if isinstance(value, list):
        for each in value:
            yield from values_at(each, names)
    elif not names:
        yield value
    elif names[0] in value:
        yield from values_at(value[names[0]], names[1:])


def repeated(value: Any, names: list[str], copies: int) -> Any:
    """Return a value with copies of the only item in the last list of a path."""
    if not names:
        return value * copies if isinstance(value, list) else value
    if isinstance(value, list):
        return [repeated(each, names, copies) for each in value]
    return {**value, names[0]: repeated(value[names[0]], names[1:], copies)}


def is_same(found: Any, expected: Any) -> bool:
    """Return whether the value of a row is the JSON value of its item."""
    match found:
        case Decimal():
            return bool(found == Decimal(json.dumps(expected)))
        case str():
            return found.lower() == str(expected).lower()
        case datetime() if isinstance(expected, str):
            return bool(found == datetime.fromisoformat(expected))
        case datetime():
            return isinstance(expected, int | float)
        case date():
            return bool(found.isoformat() == expected)
    return bool(found == expected)
