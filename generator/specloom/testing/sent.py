"""Proves that what a vendor sends by itself is read, and nothing of it lost."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
from pydantic import BaseModel
from specloom_runtime import Deviation, Signature, SignatureError

from .described import Described, Raw, document
from .trips import same

SIGNED = Signature("X-Signature")


def proves_webhook(
    spec: str, module: str, constant: str, name: str, method: str
) -> None:
    """Proves one webhook: the documented payload is read without deviation.

    A signature is checked first: another body's is refused.

    Args:
        spec: the description's path in the project.
        module: import path of the module of webhooks.
        constant: the webhook's name in it.
        name: its name in the description.
        method: the method it is sent with, in lower case.
    """
    tree = document(spec)
    node = tree["webhooks"][name][method]
    content = Described(tree, name, method, node).body()
    kind = content.media if isinstance(content, Raw) else "application/json"
    raw = isinstance(content, Raw) or content is None
    body = b"te xt" if raw else json.dumps(content).encode()
    webhook = getattr(import_module(module), constant)
    found: list[Deviation] = []
    headers = {"x-signature": SIGNED.sign(body, "secret"), "content-type": kind}
    read = webhook.parse(
        body, headers, signature=SIGNED, secret="secret", on_deviation=found.append
    )
    assert not found, f"the documented payload deviates: {[str(d) for d in found]}"
    if isinstance(read, BaseModel):
        same(read, content)
    with pytest.raises(SignatureError):
        webhook.parse(body + b" ", headers, signature=SIGNED, secret="secret")
