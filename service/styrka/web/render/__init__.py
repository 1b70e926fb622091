"""What a reader sees: pages, tables of results, paging, related questions."""
