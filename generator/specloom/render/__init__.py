"""Print the intermediate representation; no other package prints code.

`package_printer` fills in the templates. `environment` contains their filters.
`module_printer` prints values and types, and collects the imports of a module. This
package must not import `lower`, `models` or anything that deals with documents.
"""

from .distribution import render_distribution, render_package_files
from .documents import distribution_documents, package_documents
from .environment import NotCodeError, templates
from .package_facts import package_facts, stored_facts
from .package_printer import render
from .view_printer import render_views

__all__ = [
    "NotCodeError",
    "distribution_documents",
    "package_documents",
    "package_facts",
    "render",
    "render_distribution",
    "render_package_files",
    "render_views",
    "stored_facts",
    "templates",
]
