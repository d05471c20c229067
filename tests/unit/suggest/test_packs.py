"""Packs are told by the folders samples lie in, as vendors and producers name them."""

import pytest

from menura.suggest.packs import is_generic, pack_of

SOURCE = "My samples"


@pytest.mark.parametrize(
    ("path", "pack"),
    [
        # the pack at the top, its parts below
        ("Vendor - Pack Name/Loops/Drums/120 BPM", "Vendor - Pack Name"),
        ("Pack A/Kicks", "Pack A"),
        ("99Sounds/Drum Samples/Kicks", "99Sounds"),
        ("Free Hits/Dry", "Free Hits"),
        ("Hip Hop Drums", "Hip Hop Drums"),
        # below shelves
        ("Samples/KSHMR - Sounds of KSHMR Vol 4/Drums/Kicks", "KSHMR - Sounds of KSHMR Vol 4"),
        ("Loops/Kinetic Beats/125", "Kinetic Beats"),
        ("Sample Packs/Night Drive/WAV", "Night Drive"),
        # vendor, then pack
        ("Vendor/Pack A/Loops", "Pack A"),
        ("Loopmasters/Deep House Essentials/Loops/Drum Loops/120", "Deep House Essentials"),
        ("Ghosthack - Ultimate Bundle/Ghosthack - Trap/One Shots/808s", "Ghosthack - Trap"),
        ("Samples From Mars/808 From Mars/WAV/Individual Hits", "808 From Mars"),
        ("Vendor/Deep House Drums Vol 2/Kicks", "Deep House Drums Vol 2"),
        # a part with the pack's name or letters in its own
        ("Vengeance Essential House Vol.1/VEH1 Kicks", "Vengeance Essential House Vol.1"),
        ("Cymatics - Orchid Premium/Cymatics - Orchid Kicks", "Cymatics - Orchid Premium"),
        ("Leviathan 3/BOS_L3_Drum_Loops/BOS_L3_Full", "Leviathan 3"),
        # Splice's own order
        ("Splice/sounds/packs/Analog Dreams/OLIVER_-_Analog_Dreams/drums/kicks", "Analog Dreams"),
        # nothing has a name
        ("", SOURCE),
        ("Loops", SOURCE),
        ("120 BPM/Drum Loops/WAV", SOURCE),
        ("Drums/One-Shots/808s", SOURCE),
        ("24bit 44.1kHz/drumloops", SOURCE),
        ("C# min/A/07", SOURCE),
        ("Hats/Open Hats_01", SOURCE),
    ],
)
def test_a_pack_is_the_deeper_of_vendor_and_pack_or_the_source(path: str, pack: str):
    assert pack_of(f"source-1/{path}".rstrip("/"), SOURCE) == pack


def test_all_folders_of_a_pack_agree():
    below = ("", "/Loops", "/Loops/Drums/128 BPM", "/One Shots/Kicks", "/Loops/Extra Wild")
    told = {pack_of(f"s/Acme Audio/Midnight Tape{path}", SOURCE) for path in below}
    assert told == {"Midnight Tape"}


def test_without_a_name_of_the_source_its_id_stands_for_it():
    assert pack_of("source-1") == pack_of("source-1/Loops") == "source-1"


def test_backslashes_and_blank_parts_are_no_names():
    assert pack_of("s\\Night Drive\\Loops") == pack_of("s//Night Drive/ /Loops") == "Night Drive"


@pytest.mark.parametrize(
    "name",
    ["Loops", "loop", "ONE SHOTS", "OneShots", "Am", "F#m", "8A", "1m", "120", "Fx & Risers"],
)
def test_what_only_says_what_lies_in_it_is_generic(name: str):
    assert is_generic(name)


@pytest.mark.parametrize("name", ["Kinetic", "Pack 2", "Drum Pack", "Tokyo 120", "House", "VEH1"])
def test_names_are_not_generic(name: str):
    assert not is_generic(name)
