"""The ontology: its files, terms, axioms, alignments, schemes and computed graph."""
