"""Requests, responses and effects as values; a call asks a driver to perform effects.

This package sends nothing. It imports no HTTP library, and nothing that knows
operations, filters or models.
"""
