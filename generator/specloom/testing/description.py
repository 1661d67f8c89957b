"""Read a normalized description, and represent content that is not JSON."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
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


@cache
def load_description(spec: str) -> Any:
    """Return the description at a path relative to the project.

    Raises:
        FileNotFoundError: no folder contains the file.
    """
    return load(project_file(spec).read_text("utf-8"), _Loader)


def project_file(name: str) -> Path:
    """Return the file at a path relative to the project.

    The project is the working directory, or the nearest parent directory that contains
    the file.

    Raises:
        FileNotFoundError: no folder contains the file.
    """
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(name)


@dataclass(frozen=True)
class RawContent:
    """The content of a message in a format other than JSON."""

    media: str
    data: bytes


def parameter_schema(parameter: Any) -> Any:
    """Return the schema of a parameter or of its content; {} if there is none."""
    content: Any = next(iter(parameter.get("content", {}).values()), {})
    return parameter.get("schema", content.get("schema", {}))
