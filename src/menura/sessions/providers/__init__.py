"""Hold implementations of the providers, one module per technology."""
