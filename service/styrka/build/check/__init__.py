"""What is wrong with the data, or with a document that somebody has made, and what it would change.

Read upward: ``overlay`` (documents laid over the tree), ``differences`` (what they would change), ``checking`` (both,
judged by the shapes and the ontology together with all data). The command line and the service both call ``checking``.
"""
