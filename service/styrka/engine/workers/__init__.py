"""The engine in processes: a fork server that loads a release, workers that answer, queues before them."""
