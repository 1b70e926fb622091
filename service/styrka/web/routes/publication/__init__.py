"""What is published, for machines that harvest: catalogue, releases, feeds, linksets and the well-known addresses."""
