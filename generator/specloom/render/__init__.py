"""Print the intermediate representation: the only place where it becomes text.

`package_printer` fills in the templates, `environment` has their filters, and
`module_printer` prints values and types and collects what a module imports. Must not
import `lower`, `models` or anything about a document.
"""

from .environment import NotCodeError, templates
from .package_printer import render, render_distribution

__all__ = ["NotCodeError", "render", "render_distribution", "templates"]
