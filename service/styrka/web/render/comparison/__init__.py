"""Regions, or strategies, beside each other: what each has, and which of them have a theme together."""
