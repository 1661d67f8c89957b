"""Pagination styles, the walk from page to page, and the splitting of ranges.

This package is pure. It must not import auth, operations, calls or a transport.
"""
