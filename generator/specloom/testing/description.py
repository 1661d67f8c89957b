"""Read a normalized description, and represent content that is not JSON."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from yaml import CSafeLoader, load

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
JSON_LINES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")
STREAMS = ("text/event-stream", *JSON_LINES)


class _Loader(CSafeLoader):
    """A YAML loader that keeps dates as strings, as in JSON."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, rx) for tag, rx in rules if not tag.endswith("timestamp")]
    for first, rules in CSafeLoader.yaml_implicit_resolvers.items()
}


def load_description(spec: str, module: str = "") -> Any:
    """Return the description at a path relative to the project.

    Args:
        spec: the path in the project.
        module: the import path of something that is generated from the description.

    Raises:
        FileNotFoundError: no folder contains the file.
    """
    return _loaded(project_file(spec, module))


@cache
def _loaded(path: Path) -> Any:
    return load(path.read_text("utf-8"), _Loader)


def project_file(name: str, module: str = "") -> Path:
    """Return the file at a path relative to the project.

    The project is the nearest directory above the generated package, or else above the
    working directory, that contains the file.

    Args:
        name: the path in the project.
        module: the import path of something in the package; "" if it is not known.

    Raises:
        FileNotFoundError: no folder contains the file.
    """
    package = [_folder_of(module.partition(".")[0])] if module else []
    for start in (*package, Path.cwd()):
        for folder in (start, *start.parents):
            if (folder / name).is_file():
                return folder / name
    raise FileNotFoundError(name)


def _folder_of(package: str) -> Path:
    """Return the folder that contains a package."""
    return Path(next(iter(import_module(package).__path__))).absolute().parent


@dataclass(frozen=True)
class RawContent:
    """The content of a message in a format other than JSON."""

    media: str
    data: bytes


def parameter_schema(parameter: Any) -> Any:
    """Return the schema of a parameter or of its content; {} if there is none."""
    content: Any = next(iter(parameter.get("content", {}).values()), {})
    return parameter.get("schema", content.get("schema", {}))
