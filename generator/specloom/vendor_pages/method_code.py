"""The code on the pages of a vendor: signatures and examples, formatted at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..ir import Package
from ..printing.formatter import FormatError, format_files
from ..render.call_signatures import call_signatures
from ..render.first_calls import chosen_methods
from . import escaping
from .example_calls import ExampleCalls

_BODY = ": ..."


@dataclass(frozen=True)
class MethodCode:
    """The code about the methods of a client; the keys are names: `contacts.list`.

    Attributes:
        opening: the lines that create a client.
        signatures: the signature of each method.
        examples: an example call of each method for which values are known.
        first_call: the example that a reader should try first; "" without examples.
    """

    opening: str
    signatures: Mapping[str, str]
    examples: Mapping[str, str]
    first_call: str


def method_code(
    package: Package, document: Mapping[str, Any], module: str
) -> MethodCode:
    """Return the code about the methods of a client.

    Args:
        package: what is generated for the vendor.
        document: the normalized document.
        module: the module from which the client is imported.
    """
    made = ExampleCalls(package, document, module)
    signatures = {
        f"{each.resource}.{each.name}": (
            f"def {_function(each.resource, each.name)}({each.parameters})"
            f" -> {each.returns}{_BODY}\n"
        )
        for resource in package.resources
        for each in call_signatures(resource)
    }
    formatted = _formatted(
        {
            "opening": made.opening(),
            **{f"signature {name}": text for name, text in signatures.items()},
            **{f"example {name}": text for name, text in made.calls().items()},
        }
    )
    examples = _with_prefix(formatted, "example ")
    chosen = (f"{r.attribute}.{o.name}" for r, o in chosen_methods(package))
    return MethodCode(
        opening=formatted["opening"],
        signatures={
            name: _as_called(name, text)
            for name, text in _with_prefix(formatted, "signature ").items()
            if not escaping.TEMPLATE.search(text)
        },
        examples=examples,
        first_call=next((examples[n] for n in chosen if n in examples), ""),
    )


def _function(resource: str, method: str) -> str:
    """Return a name of a function that stands for a method while it is formatted."""
    return f"{resource}__{method}"


def _as_called(name: str, text: str) -> str:
    function = _function(*name.split(".", 1))
    rest = text.strip().removeprefix(f"def {function}").removesuffix(_BODY)
    return f"{name}{rest}"


def _with_prefix(texts: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): text
        for name, text in texts.items()
        if name.startswith(prefix)
    }


def _formatted(texts: Mapping[str, str]) -> dict[str, str]:
    """Return code as the formatter writes it; what is not valid Python is left out."""
    files = {f"e{number}.py": text for number, text in enumerate(texts.values())}
    try:
        made = format_files(files)
    except FormatError:
        made = {}
        for path, text in files.items():
            try:
                made |= format_files({path: text})
            except FormatError:
                continue
    found = ((name, f"e{number}.py") for number, name in enumerate(texts))
    return {name: made[path] for name, path in found if path in made}
