"""Check references to component schemas."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import SCHEMAS, Spec
from ..errors import Finding
from ..messages import Message
from ..suggestions import did_you_mean


def check_references(spec: Spec) -> Iterator[Finding]:
    """Yield the references to components that do not exist."""
    references = [SCHEMAS + name for name in spec.schemas]
    for pointer, kinds, node in spec.nodes:
        reference = node.get("$ref")
        if "schema" not in kinds or not isinstance(reference, str):
            continue
        if reference.removeprefix(SCHEMAS) not in spec.schemas:
            hint = did_you_mean(reference, references, " ({})")
            dangling = Message.DANGLING_SCHEMA(reference=reference, hint=hint)
            yield (*pointer, "$ref"), dangling
