"""Keep anchors and radios, and play a radio into its playlist."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from menura.catalogue import NewPlaylistItem, Playlist, Playlists
from menura.discover.alchemy import AlchemyOptions, mix
from menura.discover.anchors import (
    anchor_of,
    check_anchor_name,
    check_radio,
    radio_options,
    to_ingredient,
)
from menura.discover.errors import NothingToGoByError, SearchInputError
from menura.discover.finder import Finder
from menura.discover.model import Anchor, Found, Radio
from menura.discover.named import Named, find_anchor, find_radio
from menura.discover.ports import AnchorRepository
from menura.jobs import Job, JobPriority, JobQueue, Jobs, Schedules, Work
from menura.kernel.clock import Clock
from menura.kernel.ids import new_id

RADIO = "radio"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a radio is to play next."""

    radio: Radio
    anchor: Anchor
    items: Sequence[Found]


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a run of a radio."""

    radio: Radio
    playlist: Playlist


class Radios:
    """Anchors and radios, as doors use them."""

    def __init__(
        self,
        anchors: AnchorRepository,
        finder: Finder,
        playlists: Playlists,
        *,
        jobs: Jobs,
        schedules: Schedules,
        clock: Clock,
    ) -> None:
        self._anchors = anchors
        self._finder = finder
        self._playlists = playlists
        self._jobs = jobs
        self._schedules = schedules
        self._clock = clock

    # ---------------------------------------------------------------- anchors

    def draft_anchor(
        self,
        name: str,
        add: Sequence[Named],
        subtract: Sequence[Named],
        *,
        space: str,
        options: AlchemyOptions | None = None,
    ) -> Anchor:
        """Return where a mixture lies, to be kept; it stays there, whatever becomes of its tracks.

        Nothing is written: this takes its time, and others write meanwhile.

        Raises
        ------
        SearchInputError
            The name is empty, too long or taken, or the mixture cannot be made.
        """
        plain = check_anchor_name(name)
        self._check_free(plain)
        options = options or AlchemyOptions()
        search = self._finder.space(space)
        parts = [[self._finder.ingredient(one, search) for one in part] for part in (add, subtract)]
        mixture = mix(search, parts[0], parts[1], options)
        return anchor_of(
            mixture,
            id=new_id(self._clock),
            name=plain,
            add=parts[0],
            subtract=parts[1],
            options=options,
            created_at=self._clock.now(),
        )

    def keep_anchor(self, anchor: Anchor) -> None:
        """Keep an anchor; raise SearchInputError if its name was taken meanwhile."""
        self._check_free(anchor.name)
        self._anchors.add_anchor(anchor)

    def anchors(self) -> Sequence[Anchor]:
        """Return all anchors by name."""
        return self._anchors.anchors()

    def anchor(self, name_or_id: str) -> Anchor:
        """Return an anchor by id or name; raise AnchorNotFoundError."""
        return find_anchor(self._anchors, name_or_id)

    def rename_anchor(self, name_or_id: str, name: str) -> Anchor:
        """Give an anchor another name; raise AnchorNotFoundError or SearchInputError."""
        known, plain = self.anchor(name_or_id), check_anchor_name(name)
        if plain.casefold() != known.name.casefold():
            self._check_free(plain)
        self._anchors.rename_anchor(known.id, plain)
        return self._anchors.anchor(known.id)

    def remove_anchor(self, name_or_id: str) -> None:
        """Forget an anchor and its radios; their playlists stay. Raise AnchorNotFoundError."""
        known = self.anchor(name_or_id)
        for radio in self._anchors.radios():
            if radio.anchor_id == known.id:
                self.remove_radio(radio.id)
        self._anchors.remove_anchor(known.id)

    def _check_free(self, name: str) -> None:
        if any(known.name.casefold() == name.casefold() for known in self._anchors.anchors()):
            raise SearchInputError(
                f"There is an anchor {name!r} already; choose another name.", field="name"
            )

    # ----------------------------------------------------------------- radios

    def add_radio(self, anchor: str, name: str | None, **values: Any) -> Radio:
        """Make a radio of an anchor.

        Parameters
        ----------
        values : object
            Further fields of `Radio`.

        Raises
        ------
        AnchorNotFoundError, SearchInputError
        InvalidInputError
            Its schedule cannot be understood.
        """
        known = self.anchor(anchor)
        radio = Radio(
            id=new_id(self._clock),
            anchor_id=known.id,
            name=check_anchor_name(name or known.name),
            created_at=self._clock.now(),
            **values,
        )
        return self._put(radio)

    def change_radio(self, name_or_id: str, **values: Any) -> Radio:
        """Change some fields of a radio; raise RadioNotFoundError, else as `add_radio`."""
        radio = self.radio(name_or_id)
        if "name" in values:
            values["name"] = check_anchor_name(values["name"])
        return self._put(replace(radio, **values))

    def radio(self, name_or_id: str) -> Radio:
        """Return a radio by id or name; raise RadioNotFoundError."""
        return find_radio(self._anchors, name_or_id)

    def radios(self) -> Sequence[Radio]:
        """Return all radios by name."""
        return self._anchors.radios()

    def remove_radio(self, name_or_id: str) -> None:
        """Forget a radio; its playlist stays. Raise RadioNotFoundError."""
        radio = self.radio(name_or_id)
        self._schedules.remove_if_there(schedule_name(radio))
        self._anchors.remove_radio(radio.id)

    def next_run(self, radio: Radio) -> datetime | None:
        """Return when a radio runs by itself next; None if it does not."""
        for schedule in self._schedules.all():
            if schedule.name == schedule_name(radio) and schedule.enabled:
                return schedule.next_at
        return None

    def start(self, name_or_id: str) -> Job:
        """Queue a run of a radio; raise RadioNotFoundError."""
        radio = self.radio(name_or_id)
        return self._jobs.submit(
            RADIO,
            _title(radio),
            {"radio_id": radio.id},
            queue=JobQueue.INTERACTIVE,
            priority=JobPriority.INTERACTIVE,
            singleton_key=schedule_name(radio),
        )

    def choose(self, radio_id: str) -> Chosen:
        """Find other tracks near a radio's anchor; nothing is written.

        Raises
        ------
        RadioNotFoundError
        NothingToGoByError, EmptyLibraryError
            Nothing was found; the playlist stays as it is.
        """
        radio = self._anchors.radio(radio_id)
        anchor = self._anchors.anchor(radio.anchor_id)
        search = self._finder.space(anchor.space)
        near = to_ingredient(anchor, search.name)
        mixture = mix(search, [near], (), radio_options(anchor, radio))
        if not mixture.items:
            raise NothingToGoByError(mixture.note or "Nothing was found near the anchor.")
        return Chosen(radio, anchor, mixture.items)

    def play(self, chosen: Chosen) -> Played:
        """Put what was chosen into a radio's playlist.

        The playlist is replaced in place; one that was deleted is made anew. What people put into
        any other playlist is never touched.

        Raises
        ------
        RadioNotFoundError
        """
        radio = self._anchors.radio(chosen.radio.id)  # people may have changed it meanwhile
        playlist = self._replace(radio, chosen.anchor, chosen.items)
        played = replace(
            radio,
            playlist_id=playlist.id,
            last_run_at=self._clock.now(),
            run_count=radio.run_count + 1,
        )
        self._anchors.put_radio(played)
        return Played(played, playlist)

    def _put(self, radio: Radio) -> Radio:
        check_radio(radio)
        for known in self._anchors.radios():
            if known.id != radio.id and known.name.casefold() == radio.name.casefold():
                raise SearchInputError(
                    f"There is a radio {radio.name!r} already; choose another name.", field="name"
                )
        name = schedule_name(radio)
        if radio.cron:
            work = Work(RADIO, _title(radio), {"radio_id": radio.id})
            self._schedules.put(name, work, radio.cron, enabled=radio.enabled)
        else:
            self._schedules.remove_if_there(name)
        self._anchors.put_radio(radio)
        return radio

    def _replace(self, radio: Radio, anchor: Anchor, found: Sequence[Found]) -> Playlist:
        items = [
            NewPlaylistItem(item.track_id, "; ".join(reason.text for reason in item.reasons))
            for item in found
        ]
        return self._playlists.put_made(
            radio.playlist_id or new_id(self._clock),
            radio.name,
            items,
            f"Radio of the anchor {anchor.name!r}: each run replaces the tracks.",
        )


def schedule_name(radio: Radio) -> str:
    """Return the name of a radio's schedule."""
    return f"radio {radio.id}"


def _title(radio: Radio) -> str:
    return f"Play the radio {radio.name}"
