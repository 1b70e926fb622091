"""What is published about the graph: catalogue, files, history and feeds."""
