"""Serve requests: one module per room. Parse, call one service, shape the answer."""
