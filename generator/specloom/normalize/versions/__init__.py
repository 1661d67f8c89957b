"""Passes that turn other versions of the format into OpenAPI 3.1.

A document is of one version: `swagger2` or `openapi32`, or needs neither. Right after
the structure is repaired, so that they can rely on it. They import `report`, and
`schemas` for the names of enums.
"""
