"""What helps who writes a query: ``misspelt`` (terms that there are not) and ``check`` (what is wrong, and where)."""
