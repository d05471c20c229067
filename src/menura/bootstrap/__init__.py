"""Wire the house: settings in, ready services out. The only place that knows all rooms.

::

    rooms     the services of all rooms, inside one transaction
    core      settings, the store, transactions
    made      what Menura makes: files, and who makes them
    servers   the music servers of sources
    histories what was listened to elsewhere, on its way in
    menura    the whole application
"""

from menura.bootstrap.daw import DawAddress
from menura.bootstrap.histories import IMPORT_HISTORY
from menura.bootstrap.menura import Menura, build, describe_only
from menura.bootstrap.rooms import Rooms
from menura.bootstrap.servers import PlayedFrom

__all__ = [
    "IMPORT_HISTORY",
    "DawAddress",
    "Menura",
    "PlayedFrom",
    "Rooms",
    "build",
    "describe_only",
]
