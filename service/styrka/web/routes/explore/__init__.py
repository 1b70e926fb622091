"""Where people look around: a map of a theme, regions beside each other, partners elsewhere, a region on a sheet."""
