"""The description of the service's interface (OpenAPI 3.1), made from what it is made of: nothing is written twice.

Read upward: ``schemas`` (values, problems), ``parameters`` (the parameters of a question), ``operations`` (questions,
tables, search, things, releases, checks), ``document`` (all of it).
"""
