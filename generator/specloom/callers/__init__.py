"""Find the code that uses what changes in a generated package, and mend it.

This package must import nothing but `changes`, `regular_files` and `surface`. LibCST
and mypy are an extra: only the commands `impact` and `migrate` import the modules that
need them, because generating does not.
"""

from .call_site import CallSite

__all__ = ["CallSite"]
