"""Convert component schemas to modules of pydantic models.

This package decides names, inheritance and modules, so that `lower` and the models
agree. It must not import `normalize` or `lower`, and accesses no files.
"""

from .document_models import Models

__all__ = ["Models"]
