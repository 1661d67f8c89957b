"""Base classes and field types of generated models, and decoding of responses.

This package must not import filters, operations or anything that sends requests.
"""
