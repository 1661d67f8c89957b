"""Requests, responses and the effects that a call asks a driver for, as values.

It sends nothing: no HTTP library is imported here, and nothing that knows
operations, filters or models.
"""
