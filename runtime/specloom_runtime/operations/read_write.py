"""Methods that read an object before they write it, as data.

A vendor with optimistic locking refuses a write with an outdated version of the object.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from ..models.model import Model
from .operation import Operation

Item = TypeVar("Item", bound=Model)
View = TypeVar("View", bound=Model)


@dataclass(frozen=True)
class Edit(Generic[Item, View]):
    """The change of an object: read it, change it, and write it.

    Attributes:
        read: the operation that reads the object by the parameters of its path.
        write: the operation that writes it.
        view: the class of the object as it is written.
        version: the location of the version in the request that writes. The version is
            the ETag of the read for the header If-Match, and otherwise the property
            with the same name.
        key: the name of the key in the body; None if the key is in the path.
        undeclared: whether properties that the description does not declare are written
            back.
        removable: the names of the fields that are removed by None, because the
            description does not allow null.
    """

    read: Operation[Item]
    write: Operation[Any]
    view: type[View]
    version: str
    key: str | None = None
    undeclared: bool = True
    removable: tuple[str, ...] = ()

    @property
    def body_version(self) -> str | None:
        """The name of the version in the body; None if a header contains it."""
        kind, _, name = self.version.partition("#/")
        return name if kind == "body" else None

    @property
    def version_name(self) -> str | None:
        """The property that is the version; None if it is the ETag."""
        kind, name = re.split(r"#/|\.", self.version, maxsplit=1)
        return None if (kind, name.lower()) == ("header", "if-match") else name

    @cached_property
    def key_name(self) -> str:
        """The property that is the key, if the object has it.

        A key in the path has the name of the last parameter.
        """
        return self.key or _names(self.read.path)[-1]

    @cached_property
    def fixed(self) -> frozenset[str]:
        """The properties in JSON that a caller cannot change: the key and version."""
        return frozenset(filter(None, (self.version_name, self.key_name)))

    @cached_property
    def sent(self) -> frozenset[str]:
        """The properties in JSON that every write contains."""
        return frozenset(filter(None, (self.body_version, self.key)))

    @property
    def is_partial(self) -> bool:
        """Whether the vendor keeps the properties that a request omits."""
        return self.write.method == "PATCH"

    @cached_property
    def write_once(self) -> Operation[Any]:
        """The operation that writes, without repetition after an uncertain failure.

        A change that depends on the current value must not be applied twice.
        """
        once = copy.copy(self.write)
        object.__setattr__(once, "safe", False)
        return once

    def write_path(self, key: Mapping[str, Any]) -> dict[str, Any]:
        """Return the part of an object's key that is in the path when writing."""
        return {name: key[name] for name in _names(self.write.path)}


@dataclass(frozen=True)
class Put(Generic[View]):
    """The creation of an object, or its replacement if it exists.

    Attributes:
        create: the operation that creates an object with the caller's key.
        edit: how an object that exists is read and written.
        key: the parameter of the path that contains the key when reading; it is also
            the name of the key in the body.
    """

    create: Operation[Any]
    edit: Edit[Any, View]
    key: str


def _names(path: str) -> list[str]:
    """Return the names of the parameters of a path."""
    return re.findall(r"\{([^{}]+)\}", path)
