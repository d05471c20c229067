"""Write a production as a DAWproject 1.0: a project that several studio programs open.

The stems are not copied into it: it refers to the WAV files beside it, which keeps it small.
Source of the format: the published schema ``Project.xsd`` of DAWproject 1.0.
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from menura.studio.exports.general_midi import DRUM_KEYS
from menura.studio.model import Role
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import BEATS_PER_BAR, Part, Score, Section

DEFAULT_VELOCITY_OFF = "0.5"
_COLOURS = {
    Role.DRUMS: "#e0524d",
    Role.PERCUSSION: "#e07f4d",
    Role.BASS: "#b65ae0",
    Role.CHORDS: "#4d8fe0",
    Role.PADS: "#4dbfe0",
    Role.LEAD: "#e0c04d",
    Role.ARP: "#7fd058",
    Role.GUITAR: "#d08a58",
    Role.STRINGS: "#58b0a0",
    Role.BRASS: "#d0a858",
    Role.VOCALS: "#e07fb6",
    Role.FX: "#9098a8",
    Role.OTHER: "#b0b0b0",
}


@dataclass(frozen=True, slots=True)
class ProjectStem:
    """A stem's file, relative to the project, and how long it is."""

    path: str
    duration_s: float


def write_dawproject(
    score: Score,
    stems: Mapping[Role, ProjectStem],
    path: Path,
    *,
    title: str,
    version: str,
    comment: str,
) -> None:
    """Write the project: tempo, markers, a track per stem with its audio and its notes.

    The notes lie on a second, muted track of the same name, so that a program plays what was
    mixed and a person can still take the notes further.
    """
    project = Element("Project", version="1.0")
    SubElement(project, "Application", name="Menura", version=version)
    transport = SubElement(project, "Transport")
    SubElement(transport, "Tempo", unit="bpm", value=f"{score.bpm:.6f}", id="tempo")
    meter = {"numerator": str(BEATS_PER_BAR), "denominator": "4"}
    SubElement(transport, "TimeSignature", {"id": "meter", **meter})
    structure = SubElement(project, "Structure")
    arrangement = Element("Arrangement", id="arrangement")
    lanes = SubElement(arrangement, "Lanes", timeUnit="beats", id="lanes")
    for role, stem in stems.items():
        _add_track(structure, role, "audio", muted=False)
        _add_audio(lanes, role, stem, score.bpm)
        part = score.parts.get(role)
        if part is not None and (part.notes or part.hits):
            _add_track(structure, role, "notes", muted=True)
            _add_notes(lanes, role, part, score.sections)
    _add_master(structure)
    markers = SubElement(arrangement, "Markers", timeUnit="beats", id="markers")
    for section in score.sections:
        name = section.name.value.replace("_", " ")
        SubElement(markers, "Marker", name=name, time=f"{section.start_beat:g}")
    project.append(arrangement)
    _write_zip(path, project, _metadata(title, score.genre, comment))


def _add_track(structure: Element, role: Role, content: str, *, muted: bool) -> None:
    name = role.value if content == "audio" else f"{role.value} notes"
    track = SubElement(
        structure,
        "Track",
        contentType=content,
        loaded="true",
        id=f"{content}-{role.value}",
        name=name,
        color=_COLOURS[role],
    )
    channel = SubElement(
        track,
        "Channel",
        audioChannels="2",
        destination="master",
        role="regular",
        solo="false",
        id=f"channel-{content}-{role.value}",
    )
    SubElement(channel, "Mute", value=str(muted).lower(), id=f"mute-{content}-{role.value}")
    pan = {"max": "1", "min": "0", "unit": "normalized", "value": "0.5"}
    SubElement(channel, "Pan", {"id": f"pan-{content}-{role.value}", **pan})
    volume = {"max": "2", "min": "0", "unit": "linear", "value": "1"}
    SubElement(channel, "Volume", {"id": f"volume-{content}-{role.value}", **volume})


def _add_master(structure: Element) -> None:
    track = SubElement(
        structure,
        "Track",
        contentType="audio notes",
        loaded="true",
        id="master-track",
        name="Master",
    )
    channel = SubElement(
        track, "Channel", audioChannels="2", role="master", solo="false", id="master"
    )
    volume = {"max": "2", "min": "0", "unit": "linear", "value": "1"}
    SubElement(channel, "Volume", {"id": "master-volume", **volume})


def _add_audio(lanes: Element, role: Role, stem: ProjectStem, bpm: float) -> None:
    """Lay a stem's file from beat 0; outside time in beats, inside in seconds: never stretched."""
    lane = SubElement(lanes, "Lanes", track=f"audio-{role.value}", id=f"lane-audio-{role.value}")
    clips = SubElement(lane, "Clips", id=f"clips-audio-{role.value}")
    beats = stem.duration_s * bpm / 60
    clip = SubElement(
        clips,
        "Clip",
        time="0.0",
        duration=f"{beats:.6f}",
        contentTimeUnit="seconds",
        playStart="0.0",
        name=role.value,
    )
    audio = SubElement(
        clip,
        "Audio",
        channels="2",
        sampleRate=str(SAMPLE_RATE_HZ),
        duration=f"{stem.duration_s:.6f}",
        id=f"audio-file-{role.value}",
    )
    SubElement(audio, "File", path=stem.path, external="true")


def _add_notes(lanes: Element, role: Role, part: Part, sections: "tuple[Section, ...]") -> None:
    lane = SubElement(lanes, "Lanes", track=f"notes-{role.value}", id=f"lane-notes-{role.value}")
    clips = SubElement(lane, "Clips", id=f"clips-notes-{role.value}")
    events = [
        (note.start_beat, note.length_beats, note.pitch, note.velocity) for note in part.notes
    ]
    events += [(hit.start_beat, 0.125, DRUM_KEYS[hit.drum], hit.velocity) for hit in part.hits]
    for section in sections:
        inside = [one for one in events if section.start_beat <= one[0] < section.end_beat]
        if not inside:
            continue
        clip = SubElement(
            clips,
            "Clip",
            time=f"{section.start_beat:g}",
            duration=f"{section.end_beat - section.start_beat:g}",
            playStart="0.0",
            name=section.name.value.replace("_", " "),
        )
        notes = SubElement(clip, "Notes", id=f"notes-{role.value}-{section.start_bar}")
        for start, length, key, velocity in inside:
            SubElement(
                notes,
                "Note",
                time=f"{start - section.start_beat:.6f}",
                duration=f"{length:.6f}",
                channel="0",
                key=str(key),
                vel=f"{velocity:.4f}",
                rel=DEFAULT_VELOCITY_OFF,
            )


def _metadata(title: str, genre: str, comment: str) -> Element:
    metadata = Element("MetaData")
    SubElement(metadata, "Title").text = title
    SubElement(metadata, "Artist").text = "Menura"
    SubElement(metadata, "Genre").text = genre.replace("_", " ")
    SubElement(metadata, "Comment").text = comment
    return metadata


def _write_zip(path: Path, project: Element, metadata: Element) -> None:
    part = path.with_name(f".{path.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, root in (("project.xml", project), ("metadata.xml", metadata)):
            # A fixed date: the same production gives the same bytes.
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, tostring(root, encoding="utf-8", xml_declaration=True))
    part.replace(path)
