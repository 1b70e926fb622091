"""The engine in processes: a keeper that loads a release, forked workers that answer, the lanes in front of them."""
