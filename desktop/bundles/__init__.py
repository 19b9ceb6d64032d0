"""Handing on: the window's side of a bundle."""
