"""The page of an answer, as a question's header declares it (``#+ page:``), and what is made of it.

Read upward: ``template`` (sentences with gaps), ``counts`` (the numbers in them), ``declaration`` (the header),
``reader`` (what words are made with), ``caveats`` (what must be known beside the answer) and ``sentence`` (the answer).
"""
