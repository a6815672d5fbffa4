"""The sequence taggers: word vectors, batching, networks, training, entity F1."""
