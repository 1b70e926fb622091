"""What HTTP requires of every response: negotiation, conditions, caching, headers, limits, errors."""
