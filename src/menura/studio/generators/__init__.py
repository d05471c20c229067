"""Stand behind one Protocol: whatever makes stems, built in or foreign."""
