"""A server on the loopback interface that behaves as a description declares.

`MockServer` starts it for tests, and `specloom mock` in a terminal. A vendor is known
only by its normalized document. This package uses `testing` for samples and for the
facts of pagination, `document` for its operations, and `lower` for the grammars of
filters. It must not import packages that write code.
"""

from .application import MockApplication
from .options import MockOptions
from .server import MockServer, description_of_file, description_of_vendor

__all__ = [
    "MockApplication",
    "MockOptions",
    "MockServer",
    "description_of_file",
    "description_of_vendor",
]
