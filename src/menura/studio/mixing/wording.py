"""Say in words what a channel does."""

from menura.studio.mixing.strip import Strip
from menura.studio.model import Decision, Role
from menura.studio.score import Part


def describe_strip(role: Role, strip: Strip, part: Part | None) -> tuple[Decision, ...]:
    """Return one decision that lists what is done to a stem."""
    said = [
        f"{band.shape.replace('_', ' ')} at {band.frequency_hz:.0f} Hz"
        + (f" by {band.gain_db:+.1f} dB" if band.gain_db else "")
        for band in strip.bands
    ]
    if strip.compression is not None:
        said.append(f"compression {strip.compression.ratio:g}:1")
    if strip.saturation is not None:
        said.append(f"{strip.saturation.curve} saturation, {strip.saturation.drive_db:.0f} dB")
    if strip.attack_db:
        said.append(f"attacks {strip.attack_db:+.0f} dB")
    if strip.phaser is not None:
        said.append("phaser")
    if strip.chorus is not None:
        said.append("chorus")
    if strip.pan:
        said.append(f"{abs(strip.pan):.0%} to the {'left' if strip.pan < 0 else 'right'}")
    if strip.ping_pong is not None:
        said.append(f"echoes every {strip.ping_pong.beats:g} beats")
    if strip.wet:
        said.append(f"{strip.room} reverb {strip.wet:.0%}")
    if part is not None and part.automation:
        said.append("automation of " + ", ".join(sorted({a.control for a in part.automation})))
    sound = "" if part is None else f" ({part.patch.replace('_', ' ')})"
    return (
        Decision(
            role.value,
            "; ".join(said),
            f"Channel of the {role.value}{sound}: tone and place that leave room for the others.",
        ),
    )
