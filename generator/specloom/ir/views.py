"""The views in the intermediate representation: types of rows, and their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from specloom_runtime.views import At, Scalar

from .python_types import PythonType


@dataclass(frozen=True, kw_only=True)
class RowField:
    """A field of a row.

    Attributes:
        types: the types of its values, as the runtime names them.
        type: the Python type; optional unless the field is required.
    """

    name: str
    types: tuple[str, ...]
    type: PythonType
    required: bool
    description: str


@dataclass(frozen=True, kw_only=True)
class RowMapping:
    """How the items of a vendor become rows.

    Attributes:
        operation: the operation that returns the items, such as `GET /counters`.
        method: the method of the client, such as `counters.list`.
        component: the component of the items.
        rows: the attribute path of nested rows; empty if each item is a row.
        fields: the place or the value of each mapped field.
    """

    vendor: str
    operation: str
    method: str
    component: str
    rows: str
    fields: Mapping[str, At | Scalar]


@dataclass(frozen=True, kw_only=True)
class RowView:
    """A type of rows, with the vendors whose items become such rows.

    Attributes:
        name: the name of the module.
        file: the path of the file that declares the view.
        row: the name of the class of the rows.
        absent: for each vendor without such items, the reason.
    """

    name: str
    file: str
    row: str
    description: str
    fields: tuple[RowField, ...]
    mappings: tuple[RowMapping, ...]
    absent: Mapping[str, str]
