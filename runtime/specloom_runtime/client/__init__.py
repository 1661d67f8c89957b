"""The base classes of generated clients and resources.

The uppermost package; only webhooks, testing and dask may import it.
"""
