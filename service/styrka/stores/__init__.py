"""Other stores, optional: remote endpoints, pushes to them, scratch stores, federation."""
