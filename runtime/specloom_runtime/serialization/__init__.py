"""Convert Python values to text: parameters with OpenAPI's styles, and request bodies.

This package must not import pagination, auth, operations or any higher package.
"""
