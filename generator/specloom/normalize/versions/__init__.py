"""Passes that convert other versions of OpenAPI to OpenAPI 3.1.

A document has one version, so at most one of `swagger2` and `openapi32` changes it. The
passes run directly after the structure is repaired, and rely on it. Of `normalize`,
this package imports `report`, and `schemas` for the names of enums.
"""
