"""Rows, the items of a list as dictionaries, and tables of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from ..operations.result_types import plain_type
from .list_plan import ListPlan

if TYPE_CHECKING:
    import pyarrow

Row: TypeAlias = dict[str, Any]
"""An item as a dictionary."""


def arrow_table_of(plan: ListPlan[Row, Any]) -> Callable[[list[Row]], pyarrow.Table]:
    """Return the function that makes a table; raise ImportError without pyarrow."""
    try:
        from ..models.arrow_tables import arrow_table
    except ImportError as error:
        raise ImportError(
            "to_arrow() needs pyarrow: pip install 'specloom-runtime[arrow]'"
        ) from error
    return partial(arrow_table, item=plain_type(plan.operation.item))
