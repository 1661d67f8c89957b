"""Create the items of collections, and show them in the form of each response."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from ..document import Location
from ..testing.described_names import normalized_name
from ..testing.described_operation import DescribedOperation
from ..testing.different_samples import different_sample
from ..testing.json_values import as_text, get_pointer
from ..testing.request_locations import ABSENT
from ..testing.samples import RETURNED, Samples
from .item_collections import Item
from .options import MockOptions
from .places import item_location, list_location
from .plausible import PlausibleValues
from .refusals import Refusal
from .requests import MockRequest
from .resources import Action, Resource, json_content

MOST_CHARACTERS = 2_000_000
"""The maximum length of all items of a collection as JSON."""


class Items:
    """The items of a description.

    Args:
        samples: the samples of the description of responses.
        options: the seed and the number of items.
    """

    def __init__(self, samples: Samples, options: MockOptions) -> None:
        self._samples, self._options = samples, options
        self._values = PlausibleValues(samples, options.seed)
        self._known: dict[str, dict[str, Item]] = {}

    def of(self, resource: Resource, parents: Mapping[str, str]) -> dict[str, Item]:
        """Return the items of a new collection by the text of their identity.

        Args:
            resource: the resource.
            parents: the variables in the path of the collection.
        """
        if resource.name not in self._known:
            self._known[resource.name] = self._created(resource)
        _, schema = resource.detail
        return {
            key: self._with_parents(schema, item, parents)
            for key, item in self._known[resource.name].items()
        }

    def new(self, resource: Resource, number: int) -> Item:
        """Return another item; each number results in a different one.

        Args:
            resource: the resource.
            number: the number of the item, from 0; items of new collections have the
                numbers below the number of items in the options.
        """
        operation, schema = resource.detail
        examples = self._examples(resource)
        base = examples[number % len(examples)]
        return self._values.item(schema, base, number, resource.identity, resource.stem)

    def _created(self, resource: Resource) -> dict[str, Item]:
        found: dict[str, Item] = {}
        examples = self._examples(resource)
        size = len(json.dumps(examples[0]))
        count = max(1, min(self._options.items, MOST_CHARACTERS // max(1, size)))
        if self._options.items == 0:
            return found
        for number in range(3 * count):
            if len(found) >= count:
                break
            if number < len(examples):
                item = examples[number]
            else:
                item = self.new(resource, number)
            found.setdefault(self.key(resource, item, number), item)
        return found

    def key(self, resource: Resource, item: Item, number: int) -> str:
        """Return the text of an item's identity, or of its number without one."""
        name = resource.identity
        known = item.get(name) if isinstance(item, dict) and name else None
        return str(number) if known is None else as_text(known)

    def _examples(self, resource: Resource) -> list[Item]:
        """Return the documented items of a resource, or else a sample."""
        operation, schema = resource.detail
        sample, found = operation.sample(schema), []
        for number, item in enumerate(_documented(resource)):
            invented = self._values.item(
                schema, sample, number, resource.identity, resource.stem
            )
            complete = self._completed(operation, schema, invented, item, resource)
            if self._samples.allows(schema, complete):
                found.append(complete)
        return found or [
            self._values.item(schema, sample, 0, resource.identity, resource.stem)
        ]

    def _completed(
        self,
        operation: DescribedOperation,
        schema: Any,
        sample: Any,
        item: Item,
        resource: Resource,
    ) -> Item:
        """Return an example; if it has no identity, with all members of a sample."""
        name = resource.identity
        if name is None or not isinstance(item, dict) or item.get(name) is not None:
            return item
        known = operation.resolve(schema).get("properties") or {}
        own = {n: v for n, v in item.items() if n in known}
        return {**sample, **own} if isinstance(sample, dict) else item

    def invented(self, schema: Any, sample: Any, number: int = 0) -> Any:
        """Return a sample with values that look like those of a vendor.

        Each number results in different values.
        """
        return self._values.item(schema, sample, number, None, "")

    def _with_parents(
        self, schema: Any, item: Item, parents: Mapping[str, str]
    ) -> Item:
        """Return an item; members named like variables have their values."""
        if not isinstance(item, dict) or not parents:
            return item
        made = item
        for variable, text in parents.items():
            for name in item:
                if normalized_name(name) == normalized_name(variable):
                    changed = {**made, name: typed(made[name], text)}
                    if self._samples.allows(schema, changed):
                        made = changed
        return made

    def shown(
        self, operation: DescribedOperation, schema: Any, base: Any, item: Item
    ) -> Any:
        """Return an item in the form of a response.

        Args:
            operation: the operation.
            schema: the schema of the item in the response.
            base: an item that the response documents.
            item: the stored item, which may have more members or other ones.
        """
        if not isinstance(item, dict):
            return item if self._samples.allows(schema, item) else base
        flat = operation.resolve(schema)
        known = flat.get("properties") or {}
        own = {n: v for n, v in item.items() if n in known} if known else item
        if self._samples.allows(schema, own):
            return own
        if not isinstance(base, dict):
            return base
        whole = {**base, **own}
        if self._samples.allows(schema, whole):
            return whole
        made = base
        for name, value in own.items():
            if self._samples.allows(schema, {**made, name: value}):
                made = {**made, name: value}
        return made

    def written(
        self, resource: Resource, item: Item, body: Any, *, replaces: bool
    ) -> Item:
        """Return an item with the members of a request body.

        Args:
            resource: the resource.
            item: the item before the write, or a new one.
            body: the item in the body of the request.
            replaces: whether members that the body leaves out are removed, unless
                responses always have them or requests cannot contain them.
        """
        if not isinstance(item, dict) or not isinstance(body, dict):
            return item
        operation, schema = resource.detail
        flat = operation.resolve(schema)
        known = flat.get("properties") or {}
        kept = {*(flat.get("required") or ()), resource.identity}
        made = item
        if replaces:
            made = {n: v for n, v in item.items() if n in kept or _stays(known.get(n))}
            if not self._samples.allows(schema, made):
                made = item
        for name, value in body.items():
            if name == resource.identity or (known and name not in known):
                continue
            changed = {**made, name: value}
            if self._samples.allows(schema, changed):
                made = changed
            elif value is None and name not in kept:
                made = {n: v for n, v in made.items() if n != name}
        return self._with_change_times(resource, made)

    def _with_change_times(self, resource: Resource, item: Item) -> Item:
        """Return an item that changed now, for lists of what changed since a time."""
        _, schema = resource.detail
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for name in _change_times(resource):
            changed = {**item, name: now}
            if name in item and self._samples.allows(schema, changed):
                item = changed
        return item

    def with_identity(self, resource: Resource, item: Item, value: Any) -> Item:
        """Return an item with another identity, if the schema allows its value."""
        name, (_, schema) = resource.identity, resource.detail
        if not isinstance(item, dict) or name is None:
            return item
        for text in (typed(item.get(name), value), value):
            changed = {**item, name: text}
            if self._samples.allows(schema, changed):
                return changed
        return item

    def with_next_version(self, resource: Resource, lock: Any, item: Item) -> Item:
        """Return an item with another version, if the operation has a lock.

        Args:
            resource: the resource.
            lock: the declared `x-specloom-optimistic-lock`; None if there is none.
            item: the item after a write.
        """
        name = _version_name(lock)
        if not name or not isinstance(item, dict) or name not in item:
            return item
        operation, schema = resource.detail
        members = operation.resolve(schema).get("properties") or {}
        next_one = different_sample(self._samples, members.get(name, {}), item[name], 1)
        return {**item, name: next_one}


def check_version(request: MockRequest, lock: Any, item: Item) -> None:
    """Check that a write has the version of the item, if its operation has a lock.

    Raises:
        Refusal: the item has changed since it was read.
    """
    name = _version_name(lock)
    if not name or not isinstance(item, dict) or name not in item:
        return
    sent = request.value(lock["version"])
    if sent is not ABSENT and sent is not None and sent != item[name]:
        conflict = int(lock.get("conflict", 409))
        raise Refusal(f"{name} is not the newest one", (conflict,))


def _version_name(lock: Any) -> str:
    """Return the property with the version; "" if it is not in the body."""
    if not isinstance(lock, Mapping) or "version" not in lock:
        return ""
    at = Location.parse(str(lock["version"]))
    return at.pointer[-1] if at.is_body and at.pointer else ""


def typed(known: Any, text: Any) -> Any:
    """Return text as a value of the same type as a known value."""
    if isinstance(known, int) and not isinstance(known, bool) and isinstance(text, str):
        try:
            return int(text)
        except ValueError:
            return text
    return text


def _change_times(resource: Resource) -> Iterator[str]:
    """Yield the properties by which lists select what changed since a time."""
    for route in resource.routes.get(Action.LIST, ()):
        fact = route.operation.extension("changed-since")
        if isinstance(fact, Mapping) and "filter" in fact:
            yield str(fact["filter"])
        elif isinstance(fact, Mapping) and "interval" in fact:
            at = Location.parse(str(fact["interval"]))
            yield from at.pointer[-1:]


def _documented(resource: Resource) -> Iterator[Item]:
    """Yield the items in the examples of responses."""
    for action in (Action.LIST, Action.READ):
        for route in resource.routes.get(action, ()):
            operation = route.operation
            content = json_content(operation)
            if content is None or "example" not in content.node:
                continue
            example = content.node["example"]
            if action is Action.LIST:
                location = list_location(operation, content.schema)
                found = get_pointer(example, location or "")
                yield from found if isinstance(found, list) else ()
            else:
                place = item_location(operation, content.schema, resource.identity)
                yield get_pointer(example, place)


def _stays(schema: Any) -> bool:
    """Return whether responses have a property that requests do not contain."""
    marked = isinstance(schema, Mapping)
    return marked and bool(schema.get("readOnly") or RETURNED in schema)
