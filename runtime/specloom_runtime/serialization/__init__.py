"""Python values as text: parameters by OpenAPI's styles, and request bodies.

It must not import pagination, auth, operations or anything above them.
"""
