"""Hold implementations of `Embedder`, one module per technology."""
