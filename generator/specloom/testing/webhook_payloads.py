"""Check that the payload of a webhook is decoded completely."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
from pydantic import BaseModel
from specloom_runtime import Signature, SignatureError

from .described_operation import DescribedOperation
from .description import RawContent, load_description
from .harness import CallResult
from .missing_samples import parts_without_sample
from .round_trip import assert_round_trip
from .unread_properties import assert_properties_are_read

SIGNATURE = Signature("X-Signature")


def check_webhook(
    spec: str, module: str, constant: str, name: str, method: str
) -> None:
    """Check that a webhook's documented payload is decoded without deviations.

    The signature is verified, too: that of another body must be rejected. If no valid
    payload is known, the test is skipped.

    Args:
        spec: the path of the description in the project.
        module: the import path of the webhooks module.
        constant: the name of the webhook in the module.
        name: the name of the webhook in the description.
        method: the HTTP method of the webhook, in lower case.

    Raises:
        AssertionError: the webhook is incorrect; the message states how.
    """
    tree = load_description(spec, module)
    node = tree["webhooks"][name][method]
    event = DescribedOperation(tree, name, method, node)
    if missing := ", ".join(parts_without_sample(event)):
        pytest.skip(f"no value is known that the schema allows: {missing}")
    content = event.body()
    kind = content.media if isinstance(content, RawContent) else "application/json"
    raw = isinstance(content, RawContent) or content is None
    body = b"te xt" if raw else json.dumps(content).encode()
    webhook = getattr(import_module(module), constant)
    done = CallResult(None)
    headers = {"x-signature": SIGNATURE.sign(body, "secret"), "content-type": kind}
    read = webhook.parse(
        body,
        headers,
        signature=SIGNATURE,
        secret="secret",
        on_deviation=done.add_deviation,
    )
    found = [str(each) for each in done.deviations]
    assert not found, f"the documented payload deviates: {found}"
    if isinstance(read, BaseModel):
        schemas = [n.get("schema", {}) for n in node["requestBody"]["content"].values()]
        assert_properties_are_read(event.samples, {"anyOf": schemas}, read)
        assert_round_trip(read, content)
    with pytest.raises(SignatureError):
        webhook.parse(body + b" ", headers, signature=SIGNATURE, secret="secret")
