"""Represent the differences between two versions of a vendor's description as data.

`contract`, `surface` and `wire` find differences, each at one level. `reports` prints
them. This package must import nothing but `errors`.
"""

from .change import (
    Change,
    Direction,
    Level,
    OperationKey,
    Place,
    PythonEffect,
    WireEffect,
)

__all__ = [
    "Change",
    "Direction",
    "Level",
    "OperationKey",
    "Place",
    "PythonEffect",
    "WireEffect",
]
