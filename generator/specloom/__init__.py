"""Generate one typed Python client package from the API descriptions of vendors."""

__version__ = "0.1.0"
