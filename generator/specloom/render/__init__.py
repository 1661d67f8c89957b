"""The only place where the intermediate representation becomes text."""

from .render import NotCodeError, render, render_distribution, templates

__all__ = ["NotCodeError", "render", "render_distribution", "templates"]
