"""Speak the protocols of the places tracks come from; one module each."""
