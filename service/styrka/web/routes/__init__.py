"""The addresses, one file a URL noun."""
