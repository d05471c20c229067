"""The ground floor: errors, units, ids, time and registries.

Knows no noun of music. Every room stands on it, and it stands on the standard library alone.
This is an open room: import its modules directly (``from menura.kernel.ids import new_id``).
"""
