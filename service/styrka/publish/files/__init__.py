"""The files of a release: dumps and tables, stored once beside it."""
