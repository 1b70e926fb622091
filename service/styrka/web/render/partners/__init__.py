"""The partner finder: organisations elsewhere that work on a theme."""
