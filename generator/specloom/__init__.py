"""Specloom weaves vendor API descriptions into one typed Python client package."""

__version__ = "0.1.0"
