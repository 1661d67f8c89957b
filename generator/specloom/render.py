"""IR to text. Jinja with StrictUndefined; a template that prints plain text fails.

Sees no document. What differs between the two clients of a vendor is decided here in
Python, so that the templates look like what they print.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .ir import (
    Argument,
    CallMethod,
    Client,
    Code,
    Export,
    Method,
    Package,
    PagesMethod,
    StreamMethod,
)
from .literals import WIDTH, literal

COMMAND = "specloom generate"
PARAMETER_INDENT = 8
"""Columns before a parameter of a method that has one on each line."""


def templates() -> Path:
    """The templates: inside an installed generator, or beside it in a checkout."""
    installed = Path(__file__).parent / "templates"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "templates"


class NotCodeError(TypeError):
    """A template printed text that no printer made."""


@dataclass(frozen=True)
class ClientClass:
    """One of the two classes of a client."""

    name: Code
    base: Code
    prefix: Code


@dataclass(frozen=True)
class Kind:
    """What a kind of method returns, the methods that do its work, async too."""

    result: Code
    runtime_method: Code
    async_wrapper: Code


KINDS: dict[type[Method], Kind] = {
    CallMethod: Kind(Code(""), Code("_call"), Code("async_call")),
    PagesMethod: Kind(Code("Pager"), Code("_pages"), Code("async_pager")),
    StreamMethod: Kind(Code("Stream"), Code("_stream"), Code("async_stream")),
}


def _kind(method: Method) -> Kind:
    return KINDS[type(method)]


def commas(items: Iterable[Code]) -> Code:
    """The items, separated by commas."""
    return Code(", ".join(_code(item) for item in items))


def signature(arguments: Iterable[Argument]) -> Code:
    """A method's arguments, `self` first, the star where keywords begin."""
    shown, starred = ["self"], False
    for argument in arguments:
        if not argument.positional and not starred:
            shown.append("*")
            starred = True
        shown.append(_argument(argument))
    return Code(", ".join(shown))


def keywords(arguments: Iterable[Argument]) -> Code:
    """A constructor's arguments after `self`: keywords, then the client options."""
    shown = [_argument(argument) for argument in arguments]
    options = "**options: Unpack[ClientOptions]"
    return Code(", ".join([*(["*", *shown] if shown else []), options]))


def _argument(argument: Argument) -> str:
    """A parameter; a union that needs more than a line is put into parentheses.

    black would add them and ruff would not, so that both take the line as it is.
    """
    kind = argument.annotation
    default = "" if argument.default is None else f" = {argument.default}"
    line = f"{argument.name}: {kind}{default}"
    if len(line) < WIDTH - PARAMETER_INDENT or not _is_union(kind):
        return line
    return f"{argument.name}: ({kind}){default}"


def _is_union(annotation: Code) -> bool:
    return isinstance(ast.parse(annotation, mode="eval").body, ast.BinOp)


def result(method: Method) -> Code:
    """The annotation of what the synchronous method gives."""
    kind = _kind(method)
    return Code(f"{kind.result}{method.result}")


def call_arguments(method: Method) -> Code:
    """What the runtime's method is given: the operation first."""
    return commas([method.constant, *method.passed])


def runtime_method(method: Method) -> Code:
    """The runtime's method that does the work."""
    return _kind(method).runtime_method


def async_wrapper(method: Method) -> Code:
    """The runtime's function that makes the asynchronous method."""
    return _kind(method).async_wrapper


def client_classes(client: Client) -> list[ClientClass]:
    """The asynchronous and the synchronous class of a client."""
    return [
        ClientClass(Code(client.name), Code("Client"), Code("")),
        ClientClass(Code(f"Async{client.name}"), Code("AsyncClient"), Code("Async")),
    ]


def all_list(exports: Iterable[Export]) -> Code:
    """The value of `__all__`: the names of all exports, sorted."""
    names = sorted(name for export in exports for name in export.names)
    return Code(f"[{', '.join(map(literal, names))}]")


def lazy_modules(exports: Iterable[Export]) -> Code:
    """A mapping from each module to the names that are imported from it."""
    return literal({export.module: export.names for export in exports})


def lower(name: Code) -> Code:
    """A constant's name as a part of a function's."""
    return Code(name.lower())


def _code(value: Any) -> Code:
    if not isinstance(value, Code):
        raise NotCodeError(f"a template printed {value!r}, which no printer made")
    return value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates()),
        undefined=StrictUndefined,
        finalize=_code,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    filters = (
        commas,
        signature,
        keywords,
        result,
        call_arguments,
        runtime_method,
        async_wrapper,
        client_classes,
        all_list,
        lazy_modules,
        lower,
        literal,
    )
    for each in filters:
        environment.filters[each.__name__] = each
    return environment


def render(
    package: Package, models: dict[str, str], *, source: str, package_name: str
) -> dict[str, str]:
    """The texts of a vendor's package by path inside it, not yet formatted.

    Args:
        package: the IR.
        models: text of each models module, without a header.
        source: the normalized document's path, for the header.
        package_name: the package all vendors are in, "" for a package on its own.
    """
    inside = f"{package_name}.{package.vendor}" if package_name else package.vendor
    header = Code(f"Generated by `{COMMAND}` from {source}. Do not edit.")
    client = package.client

    def print_(template: str, **context: Any) -> str:
        text = _environment().get_template(template).render(header=header, **context)
        return text.rstrip("\n") + "\n"

    texts = {
        "__init__.py": print_(
            "package.py.j2", doc=package.doc, exports=package.exports
        ),
        "client.py": print_("client.py.j2", client=client),
        "service.py": print_("service.py.j2", service=package.service),
        "models/__init__.py": print_(
            "package.py.j2", doc=Code("The models."), exports=package.models
        ),
    }
    for resource in package.resources:
        texts[f"{resource.module}.py"] = print_("resource.py.j2", resource=resource)
    if package.events:
        texts["incoming.py"] = print_("incoming.py.j2", events=package.events)
        texts["tests/test_incoming.py"] = print_(
            "test_incoming.py.j2",
            events=package.events,
            spec=literal(source),
            module=literal(f"{inside}.incoming"),
        )
    for name, text in models.items():
        texts[f"models/{name}"] = f"# {header}\n{text}"
    for resource in package.resources:
        texts[f"tests/test_{resource.module}.py"] = print_(
            "test_resource.py.j2",
            resource=resource,
            spec=literal(source),
            client=literal(f"{inside}.{client.name}"),
        )
    return texts


def render_distribution(package_name: str, vendors: list[str]) -> dict[str, str]:
    """The files around the vendors: pyproject.toml, README.md, the root package."""
    context: dict[str, Any] = {
        "header": Code(f"Generated by `{COMMAND}`. Do not edit."),
        "package": Code(package_name),
        "project": Code(package_name.replace("_", "-")),
        "vendors": [Code(vendor) for vendor in vendors],
    }
    files = {
        "pyproject.toml": "pyproject.toml.j2",
        "README.md": "readme.md.j2",
        f"{package_name}/__init__.py": "root.py.j2",
    }
    texts = {
        path: _environment().get_template(template).render(**context)
        for path, template in files.items()
    }
    return {**texts, f"{package_name}/py.typed": ""}
