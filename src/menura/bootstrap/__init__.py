"""Wire the house: settings in, ready services out. The only place that knows all rooms.

::

    rooms     the services of all rooms, inside one transaction
    core      settings, the store, transactions
    made      what Menura makes: files, and who makes them
    servers   the music servers of sources
    menura    the whole application
"""

from menura.bootstrap.daw import DawAddress
from menura.bootstrap.menura import Menura, build, describe_only
from menura.bootstrap.rooms import Rooms
from menura.bootstrap.servers import PlayedFrom

__all__ = ["DawAddress", "Menura", "PlayedFrom", "Rooms", "build", "describe_only"]
