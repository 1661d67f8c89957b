"""Find the code that uses what changes in a generated package, and mend it.

This package may import `changes`, `surface` and earlier packages. The libraries that
read and rewrite Python code are imported where they are used, because generating does
not need them.
"""

from .call_site import CallSite

__all__ = ["CallSite"]
