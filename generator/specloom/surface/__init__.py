"""Compare what two generated packages offer to Python code.

This package must import nothing but `changes`, `errors` and `ir`.
"""

from .surface_change import Kind, SurfaceChange

__all__ = ["Kind", "SurfaceChange"]
