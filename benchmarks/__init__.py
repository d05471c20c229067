"""Measure speed and memory: one script for each headline figure, never part of the tests."""
