"""The web service: the only package that imports Flask."""
