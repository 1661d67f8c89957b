"""Generate a Python package of typed clients from vendors' API descriptions."""

__version__ = "0.1.0"
