"""What an editor asks while somebody writes a query: ``check`` (what is wrong with it), ``terms`` (what there is)."""
