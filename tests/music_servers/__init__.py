"""Music servers to test against: fakes with a memory, and real ones where they can be run."""
