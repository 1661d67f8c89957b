"""Write an example call of each method: valid Python with plausible arguments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from specloom_runtime.operations.argument_rules import AtLeastOne
from specloom_runtime.operations.base_operation import OperationFacts

from ..document import Operation as DescribedOperation
from ..document import Spec
from ..ir import (
    Argument,
    Member,
    Operation,
    Package,
    PagedOperation,
    Resource,
    StreamOperation,
    Whole,
)
from ..ir.python_types import NONE, without_null
from ..names import identifier
from ..render.client_examples import ClientExamples
from ..render.first_calls import item_name
from ..render.placeholders import Placeholders
from ..testing.samples import Samples
from ..testing.string_samples import DEFAULT
from ..wire.package_models import PackageModels
from ..wire.requests import PARTS
from . import escaping
from .example_values import ExampleValues, NoValueError

_STANDARD = {
    "datetime": ("UTC", "date", "datetime", "time", "timedelta"),
    "decimal": ("Decimal",),
    "uuid": ("UUID",),
}
"""The names in values, by the module of the standard library that has them."""
_TAKEN = {"print", *(name for names in _STANDARD.values() for name in names)}
"""The names that examples use."""
_TEXT = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_MADE_UP = "example-1"
_LONG = 60
"""The length from which a call is not written in the line of a loop."""
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class ExampleCalls:
    """Example calls of the client of one vendor.

    Attributes:
        package: what is generated for the vendor.
        document: the normalized document.
        module: the module from which the client is imported.
    """

    package: Package
    document: Mapping[str, Any]
    module: str

    @property
    def variable(self) -> str:
        """The variable that has the client."""
        return _free(identifier(self.package.client.name), "client")

    @cached_property
    def _samples(self) -> Samples:
        return Samples(self.document)

    @cached_property
    def _models(self) -> PackageModels:
        return PackageModels(self.package)

    @cached_property
    def _placeholders(self) -> Placeholders:
        return Placeholders(self.package)

    @cached_property
    def _values(self) -> ExampleValues:
        return ExampleValues(self._models, self._placeholders)

    @cached_property
    def _described(self) -> Mapping[tuple[str, str], DescribedOperation]:
        spec = Spec.of(self.document)
        return {(each.method, each.path): each for each in spec.operations()}

    def opening(self) -> str:
        """Return the lines that create a client."""
        opened = ClientExamples(self.package).opened(f"{self.variable} = ")
        lines = "\n".join(opened)
        uses_os = "os.environ" in lines
        start = "import os\n\n" if uses_os else ""
        return f"{start}{self._imports(lines)}\n{lines}\n"

    def calls(self) -> dict[str, str]:
        """Return the example of each method; a method without known values has none.

        The keys are names such as `contacts.list`.
        """
        found: dict[str, str] = {}
        for resource in self.package.resources:
            for operation in resource.operations:
                name = f"{resource.attribute}.{operation.name}"
                try:
                    lines = "\n".join(self._call(resource, operation))
                    imports = self._imports(lines, client=False)
                except NoValueError:
                    continue
                if not escaping.TEMPLATE.search(lines):
                    found[name] = f"{imports}{lines}\n"
        return found

    def _call(self, resource: Resource, operation: Operation) -> Iterator[str]:
        given = ", ".join(self._arguments(operation))
        client = self.variable
        call = f"{client}.{resource.attribute}.{operation.name}({given})"
        item = _free(item_name(resource.attribute, client), "item")
        if isinstance(operation, StreamOperation):
            yield f"with {call} as items:"
            yield "    for item in items:"
            yield "        print(item)"
        elif isinstance(operation, PagedOperation):
            if len(call) > _LONG:
                items = _free(resource.attribute, "items", client)
                yield f"{items} = {call}"
                call = items
            yield f"for {item} in {call}.take(3):"
            yield f"    print({item})"
        elif operation.returns == NONE:
            yield call
        else:
            yield f"print({call})"

    def _arguments(self, operation: Operation) -> Iterator[str]:
        described = self._described[operation.method, operation.path]
        optional = self._needed(operation)
        for each in operation.arguments:
            if each.default is not None and each.name not in optional:
                continue
            type_ = without_null(each.type)
            value = self._values.code(
                type_, self._sample(described, each, operation.facts)
            )
            yield value if each.positional else f"{each.name}={value}"

    def _needed(self, operation: Operation) -> set[str]:
        """Return the optional arguments without which a call is refused.

        A list of what changed is read from an instant on, because this is what most
        callers want.
        """
        facts = operation.facts
        if facts.changed_since is not None:
            return {"changed_since"}
        rules = [each.at for each in facts.require if isinstance(each, AtLeastOne)]
        places = {
            f"{to.keyword}.{to.wire}".replace("body.", "body#/"): each.name
            for each in operation.arguments
            if isinstance(to := each.destination, Member)
        }
        found = set()
        for at in rules:
            known = [places[each] for each in at if each in places]
            found |= {*known[:1]}
        return found

    def _sample(
        self, described: DescribedOperation, argument: Argument, facts: OperationFacts
    ) -> Any:
        to = argument.destination
        part = PARTS.get(to.keyword)
        if part == "body":
            if described.body is None:
                return None
            sample = self._body(described)
            if isinstance(to, Whole):
                return sample
            wire = to.wire if isinstance(to, Member) else ""
            return sample.get(wire) if isinstance(sample, dict) else None
        if not isinstance(to, Member):
            return None
        for node in described.parameters:
            if (node.get("in"), node.get("name")) == (part, to.wire):
                schema = _parameter_schema(node)
                sample = self._documented(node, schema)
                word = f"{argument.name.removesuffix('_id').replace('_', '-')}-1"
                is_made_up = isinstance(sample, str) and sample == _MADE_UP
                if is_made_up and self._samples.allows(schema, word):
                    return word
                ends = {each.end for each in facts.windows}
                return later(sample) if f"{part}.{to.wire}" in ends else sample
        return None

    def _body(self, described: DescribedOperation) -> Any:
        assert described.body is not None
        media, schema = described.body
        content = described.node.get("requestBody", {}).get("content", {})
        return self._documented(content.get(media) or {}, schema)

    def _documented(self, node: Mapping[str, Any], schema: Any) -> Any:
        """Return the example of a parameter or a body if it is valid, else a sample."""
        for each in _examples(node, schema):
            if each is not None and self._samples.allows(schema, each):
                return each
        return readable(self._samples.sample(schema))

    def _imports(self, lines: str, *, client: bool = True) -> str:
        """Return the imports that lines of code need."""
        words = {*re.findall(r"\b[A-Za-z_]\w*\b(?=[.(])|\bUTC\b", _TEXT.sub("", lines))}
        found = [
            f"from {module} import {', '.join(used)}\n"
            for module, names in _STANDARD.items()
            if (used := [each for each in names if each in words])
        ]
        models = sorted(words & self._models.definitions.keys())
        if not _TAKEN.isdisjoint(models):
            raise NoValueError  # Two classes would have the same name.
        if client:
            found.append(f"from {self.module} import {self.package.client.name}\n")
        if models:
            found.append(f"from {self.module}.models import {', '.join(models)}\n")
        return "".join([*found, "\n"]) if found else ""


def _free(name: str, other: str, *taken: str) -> str:
    """Return the name of a variable; another one if an example needs the name."""
    return other if name in _TAKEN or name in taken else name


def later(sample: Any) -> Any:
    """Return a day or an instant a week after that of a sample: the end of a range."""
    for kind in (date, datetime):
        try:
            return (kind.fromisoformat(sample) + WEEK).isoformat()
        except (TypeError, ValueError, OverflowError):
            continue
    return sample


def readable(sample: Any) -> Any:
    """Return a sample in which made-up texts have the same length, but no signs."""
    match sample:
        case dict():
            return {key: readable(value) for key, value in sample.items()}
        case list():
            return [readable(value) for value in sample]
        case str() if sample.startswith(DEFAULT[:5]):
            return _MADE_UP.ljust(len(sample), "x")[: len(sample)]
    return sample


def _parameter_schema(node: Mapping[str, Any]) -> Any:
    content: Any = next(iter((node.get("content") or {}).values()), None) or {}
    return node.get("schema", content.get("schema", {}))


def _examples(node: Mapping[str, Any], schema: Any) -> Iterable[Any]:
    """Yield the examples of a parameter, of a body or of its schema."""
    yield node.get("example")
    examples = node.get("examples")
    for each in examples.values() if isinstance(examples, Mapping) else ():
        if isinstance(each, Mapping):
            yield each.get("value")
    if isinstance(schema, Mapping):
        yield schema.get("example")
        several = schema.get("examples")
        yield from several if isinstance(several, list) else ()
