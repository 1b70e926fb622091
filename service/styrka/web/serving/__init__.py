"""What an operator sees: the server, its middleware, the request log and the metrics."""
