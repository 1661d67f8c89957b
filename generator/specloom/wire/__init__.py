"""Compare the requests that two generated clients send for the same calls.

This package must import nothing but `changes`, `errors` and `ir`: no generated code is
run.
"""

from .comparing import compare_wire
from .wire_change import Part, WireChange

__all__ = ["Part", "WireChange", "compare_wire"]
