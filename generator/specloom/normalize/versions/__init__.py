"""Passes that convert other versions of OpenAPI to OpenAPI 3.1.

A document has one version: it needs `swagger2`, `openapi32` or neither. The passes run
directly after the structure is repaired, so that they can rely on it. They import
`report`, and `schemas` for the names of enums.
"""
