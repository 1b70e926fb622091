"""What nobody has reviewed: the mappings of areas to themes, what stands beside each, and which are asked for.

Read upward: ``mappings`` (what is recorded of all of them), ``nearness`` (areas that share words, and what the matcher
finds), ``choosing`` (those of a region, a theme, a status), ``reviews`` (who has reviewed a choice).
"""
