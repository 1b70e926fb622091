"""SERVICE (SPARQL 1.1 Federated Query), evaluated on the asking side."""
