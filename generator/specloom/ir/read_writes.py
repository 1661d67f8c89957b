"""Methods that read an object before they write it: edit and put."""

from __future__ import annotations

from dataclasses import dataclass

from .model_definitions import ModelField
from .python_types import PythonType


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The class for the keyword arguments of an edit.

    Attributes:
        fields: the fields that can be changed, with the types of arguments.
    """

    name: str
    fields: tuple[ModelField, ...]


@dataclass(frozen=True, kw_only=True)
class Edit:
    """The method `edit` of a resource.

    Attributes:
        noun: the word for an object in prose.
        read: the name of the operation that reads the object.
        write: the name of the operation that writes it.
        item: the class of the object as it is read.
        view: the class of the object as it is written.
        key: the parameters of the path that identify the object, with their types. The
            keys are the names in the path; the values are names of arguments.
        version: the location of the version in the request that writes.
        body_key: the name of the key in the body; None if the key is in the path.
        undeclared: whether undeclared properties are written back.
        removable: the names of the fields that None removes, because they must not be
            null.
        changes: the keyword arguments.
    """

    noun: str
    read: str
    write: str
    item: PythonType
    view: PythonType
    key: tuple[KeyArgument, ...]
    version: str
    body_key: str | None
    undeclared: bool
    removable: tuple[str, ...]
    changes: Changes


@dataclass(frozen=True, kw_only=True)
class KeyArgument:
    """A parameter of the path that identifies an object.

    Attributes:
        name: the name of the argument.
        wire: the name in the path.
    """

    name: str
    wire: str
    type: PythonType


@dataclass(frozen=True, kw_only=True)
class Put:
    """The method `put` of a resource.

    Attributes:
        create: the name of the operation that creates an object.
        body: the class of the object as it is created.
        key: the parameter of the path and the property of the body that is the key.
    """

    create: str
    body: PythonType
    key: str
