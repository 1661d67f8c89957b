"""Requests, responses and effects as values; a call asks a driver to perform effects.

This package sends nothing. It imports no HTTP library, and no package that deals with
operations, filters or models.
"""
