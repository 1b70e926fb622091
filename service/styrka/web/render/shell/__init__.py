"""What stands around every page: ``menu`` (header and footer), ``crumbs``, ``head`` and ``page``, which joins them."""
