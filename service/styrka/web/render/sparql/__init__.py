"""The page at ``/sparql``: ``examples`` and ``words`` beside the field, ``views`` and ``page`` of the answer."""
