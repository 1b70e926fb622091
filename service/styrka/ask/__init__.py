"""Questions, answers, descriptions of things, search, citations and tables, over any engine."""
