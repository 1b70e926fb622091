"""The one HTTP client of the service: a deadline for the whole, a limit of bytes, and rules for where it may lead."""
