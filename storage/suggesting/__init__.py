"""Suggested links: passages compared by their words, what the field calls one thing, and where they stand."""
