"""One query within a budget: the interface, admission, the store in memory, and the processes that answer."""
