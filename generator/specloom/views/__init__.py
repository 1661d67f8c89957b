"""Check and lower views: one type of row for the items of several vendors.

A view is a file that declares the fields of a row, and where each vendor's items have
them. This package reads normalized documents. It must not import `normalize` or
anything that prints code.
"""

from .lowering import lower_views
from .view_files import check_view_file

__all__ = ["check_view_file", "lower_views"]
