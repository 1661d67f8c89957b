"""Write pages about vendors in Markdown, for a static site.

What the pages say is known from `explain`, from the intermediate representation, from
the overlay and from the generation report. All text of a vendor passes through
`escaping`. This package may import `explain`, `reports` and earlier packages, and
writes no files.
"""

from .pages import HEADER, VendorPages, index_page

__all__ = ["HEADER", "VendorPages", "index_page"]
