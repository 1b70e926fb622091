"""The pages of things: a region, a theme, a strategy ..., each with what its readers come for."""
