"""Compare what two generated packages offer to Python code.

This package must import nothing but `changes`, `errors`, `ir` and `printing`.
"""

from .comparing import compare_surface
from .surface_change import Kind, Pointer, SurfaceChange

__all__ = ["Kind", "Pointer", "SurfaceChange", "compare_surface"]
