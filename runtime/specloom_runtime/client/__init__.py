"""The base classes of generated clients and resources.

This is the top package; only webhooks, testing and dask may import it.
"""
