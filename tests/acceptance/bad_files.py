"""Make a folder of every kind of file that goes wrong, and what makes processes go wrong on them.

Each entry says what should become of the file: ``analysed``, or the code of the error it fails
with. Where damage leaves something to be heard or not depends on the decoder; these say
``either``.
"""

import os
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path

import mutagen
import numpy as np
import numpy.typing as npt
from mutagen.id3 import ID3, TXXX

from tests.audio_synthesis import cadence, drum_loop, silence, sine, write_audio

RATE_HZ = 22_050
EITHER = "either"
ANALYSED = "analysed"
MEGABYTES_OF_TEXT = 10
LONGEST_NAME_BYTES = 255
SABOTEUR = "sitecustomize.py"  # imported by every Python process that finds it
SABOTEUR_SOURCE = '''
import os, signal, sys

def on_event(event, arguments):
    """Go wrong at the first import, before any file is taken, or when a file is opened."""
    if event == "import" and arguments[0].startswith("menura.analysis."):
        for name in os.environ["SABOTAGE_DELETE_FIRST"].split(":"):
            if os.path.exists(name):
                os.unlink(name)
    if event != "open" or not isinstance(arguments[0], str):
        return
    name = os.path.basename(arguments[0])
    if name.startswith("crashes"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if name.startswith("is_hungry"):
        bytearray(1 << 40)
    if name.startswith("vanishes_meanwhile") and os.path.exists(arguments[0]):
        os.unlink(arguments[0])

if sys.argv[0].endswith("process_child.py") and "SABOTAGE_DELETE_FIRST" in os.environ:
    sys.addaudithook(on_event)
'''


@dataclass(frozen=True, slots=True)
class BadFolder:
    """A folder of bad files.

    Attributes
    ----------
    expected : dict
        Location -> what should become of it.
    unnameable : int
        How many files have names that are no text, and are told instead of taken in.
    gone : list of Path
        Files that are deleted after the walk has seen them: before the first one is heard, and
        while it is being heard.
    sabotage : dict
        Environment that makes the program's listening processes go wrong on some of the files.
    """

    path: Path
    expected: dict[str, str]
    unnameable: int
    gone: list[Path]
    sabotage: dict[str, str]


def song(tonic: int = 0, duration_s: float = 6.0) -> npt.NDArray[np.float32]:
    """Return music that is worth hearing, shape ``(2, samples)``."""
    music = cadence(tonic, "major", duration_s=duration_s, sample_rate_hz=RATE_HZ)
    drums = drum_loop(100 + 5 * tonic, duration_s, sample_rate_hz=RATE_HZ)
    return np.tile(np.float32(0.5) * (music + drums), (2, 1))


def write_raw_wav(
    path: Path, samples: npt.NDArray[np.generic], rate_hz: int, *, declared_bytes: int | None = None
) -> Path:
    """Write samples ``(channels, n)`` as they are: float32, int16 or uint8."""
    form = 3 if samples.dtype.kind == "f" else 1
    channels, width = samples.shape[0], samples.dtype.itemsize
    data = np.ascontiguousarray(samples.T).tobytes()
    size = len(data) if declared_bytes is None else declared_bytes
    block = channels * width
    head = struct.pack("<HHIIHH", form, channels, rate_hz, rate_hz * block, block, 8 * width)
    chunks = b"fmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", size)
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(chunks) + size) + b"WAVE" + chunks + data)
    return path


def make_bad_folder(folder: Path) -> BadFolder:
    """Fill a folder with good and bad files; one call takes about two seconds."""
    folder.mkdir()
    good = {
        suffix: write_audio(folder / f"good_{number}{suffix}", song(number), RATE_HZ)
        for number, suffix in enumerate((".flac", ".mp3", ".m4a", ".ogg", ".wav"))
    }
    expected = {path.name: ANALYSED for path in good.values()}
    for add in (_add_damaged, _add_disguised, _add_degenerate, _add_odd_forms, _add_bad_tags):
        expected |= add(folder, good)
    expected |= _add_odd_names(folder, good)
    unnameable = _add_unnameable(folder, good[".mp3"])
    _add_no_files(folder)
    expected |= _add_killers(folder, good[".flac"])
    gone = [folder / f"vanishes_{when}.flac" for when in ("first", "meanwhile")]
    for path in gone:
        shutil.copy(good[".flac"], path)
    saboteur = folder.parent / "saboteur"
    saboteur.mkdir()
    (saboteur / SABOTEUR).write_text(SABOTEUR_SOURCE)
    sabotage = {"PYTHONPATH": str(saboteur), "SABOTAGE_DELETE_FIRST": str(gone[0])}
    return BadFolder(folder, expected, unnameable, gone, sabotage)


def _add_damaged(folder: Path, good: dict[str, Path]) -> dict[str, str]:
    """Add empty and cut files: half of one can be heard, the first bytes cannot."""
    (folder / "zero.mp3").write_bytes(b"")
    expected = {"zero.mp3": "audio_empty"}
    # of a short one the first half is less than a page of ogg, the least that can be decoded
    long_ogg = write_audio(folder / "long.ogg", song(3, 24.0), RATE_HZ)
    for suffix, path in (good | {".ogg": long_ogg}).items():
        content = path.read_bytes()
        half, stub = f"half{suffix}", f"stub{suffix}"
        (folder / half).write_bytes(content[: len(content) // 2])
        (folder / stub).write_bytes(content[:20])
        # what tells where the sound lies stands at the end of an m4a
        expected |= {half: EITHER if suffix == ".m4a" else ANALYSED, stub: "audio_undecodable"}
    garbled = bytearray(good[".mp3"].read_bytes())
    garbled[2_000:2_400] = b"\xff" * 400
    (folder / "garbled.mp3").write_bytes(garbled)
    return expected | {"garbled.mp3": ANALYSED, "long.ogg": ANALYSED}


def _add_disguised(folder: Path, good: dict[str, Path]) -> dict[str, str]:
    """Add files that are something else than their names say."""
    shutil.copy(good[".flac"], folder / "flac_in_truth.mp3")
    shutil.copy(good[".m4a"], folder / "m4a_in_truth.wav")
    (folder / "text.mp3").write_text("These are only words.\n" * 200)
    (folder / "page.flac").write_text("<!doctype html><title>404</title>" + "<p>Gone</p>" * 99)
    (folder / "playlist.m4a").write_text(f"#EXTM3U\n#EXTINF:5,\nfile:{good['.mp3']}\n")
    (folder / "pointer.wav").write_text("version https://git-lfs.github.com/spec/v1\nsize 9\n")
    return {
        "flac_in_truth.mp3": ANALYSED,
        "m4a_in_truth.wav": ANALYSED,
        "text.mp3": "audio_undecodable",
        "page.flac": "audio_undecodable",
        "playlist.m4a": "audio_undecodable",
        "pointer.wav": "audio_undecodable",
    }


def _add_degenerate(folder: Path, _: dict[str, Path]) -> dict[str, str]:
    """Add sound that is hardly any."""
    floats = song(5)[:, : 3 * RATE_HZ].copy()
    floats[:, 1_000:1_100], floats[:, 2_000:2_050], floats[0, 3_000] = np.nan, np.inf, -np.inf
    write_raw_wav(folder / "nan_and_inf.wav", floats, RATE_HZ)
    write_raw_wav(folder / "only_nan.wav", np.full((1, RATE_HZ), np.nan, np.float32), RATE_HZ)
    write_raw_wav(folder / "huge.wav", np.full((2, RATE_HZ), 1e38, np.float32), RATE_HZ)
    write_raw_wav(folder / "dc.wav", np.full((1, 2 * RATE_HZ), 0.5, np.float32), RATE_HZ)
    write_raw_wav(folder / "denormal.wav", np.full((1, RATE_HZ), 1e-42, np.float32), RATE_HZ)
    write_audio(folder / "silence.flac", silence(3.0, channels=2))
    tone = sine(1_000, 0.05, amplitude=0.5)
    write_raw_wav(folder / "one_sample.wav", tone[:, 1:2], 44_100)
    write_raw_wav(folder / "20_ms.wav", tone[:, : round(0.02 * 44_100)], 44_100)
    write_raw_wav(folder / "50_ms.wav", tone, 44_100)
    write_raw_wav(folder / "no_samples.wav", tone[:, :0], 44_100)
    return {
        **dict.fromkeys(
            ("nan_and_inf.wav", "only_nan.wav", "huge.wav", "dc.wav", "denormal.wav"), ANALYSED
        ),
        "silence.flac": ANALYSED,
        "one_sample.wav": "audio_too_short",
        "20_ms.wav": "audio_too_short",
        "50_ms.wav": ANALYSED,
        "no_samples.wav": "audio_undecodable",
    }


def _add_odd_forms(folder: Path, _: dict[str, Path]) -> dict[str, str]:
    """Add rates and numbers of channels beyond the usual."""
    many = np.concatenate([sine(220.0 * (n + 1), 1.0, amplitude=0.1) for n in range(8)])
    write_raw_wav(folder / "8_channels.wav", many, 44_100)
    high = sine(440, 1.0, amplitude=0.3, channels=2, sample_rate_hz=192_000)
    write_raw_wav(folder / "192_khz.wav", high, 192_000)
    low = sine(440, 1.0, amplitude=0.3, sample_rate_hz=8_000)
    write_raw_wav(folder / "8_khz_u8.wav", (128 + 127 * low).astype(np.uint8), 8_000)
    # as recorders leave them: no length yet, or the length of a file that was never finished
    music = (song(2) * 20_000).astype(np.int16)
    write_raw_wav(folder / "length_0.wav", music, RATE_HZ, declared_bytes=0)
    write_raw_wav(folder / "length_unknown.wav", music, RATE_HZ, declared_bytes=0xFFFFF000)
    return {
        "8_channels.wav": ANALYSED,
        "192_khz.wav": ANALYSED,
        "8_khz_u8.wav": ANALYSED,
        "length_0.wav": EITHER,
        "length_unknown.wav": ANALYSED,
    }


def _add_bad_tags(folder: Path, good: dict[str, Path]) -> dict[str, str]:
    """Add good sound with broken tags, and with far too many."""
    mp3, flac, m4a = (good[suffix].read_bytes() for suffix in (".mp3", ".flac", ".m4a"))
    # sizes that no ID3 tag can have, in a frame and in the whole
    frame = b"TIT2\x7f\x7f\x7f\x7f\0\0\x03Title" + b"\xff" * 40
    head = b"ID3\x04\0\0" + bytes([0, 0, 0, len(frame)])
    (folder / "bad_id3.mp3").write_bytes(head + frame + mp3)
    (folder / "endless_id3.mp3").write_bytes(b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + mp3)
    at = flac.index(b"fLaC") + 4
    (folder / "bad_vorbis.flac").write_bytes(
        flac[:at] + flac[at : at + 38] + b"\x04\0\0\x08" + b"\xff" * 8 + flac[at + 38 :]
    )
    (folder / "bad_mp4.m4a").write_bytes(
        m4a.replace(b"udta", b"udtX").replace(b"ilst", b"\xff\xff\xff\xff")
    )
    shutil.copy(good[".mp3"], folder / "much_text.mp3")
    tags = ID3()
    for number in range(MEGABYTES_OF_TEXT):
        tags.add(TXXX(encoding=3, desc=f"lyrics {number}", text=["la " * (1 << 20 >> 2)]))
    tags.save(folder / "much_text.mp3")
    shutil.copy(good[".flac"], folder / "much_text.flac")
    file = mutagen.File(folder / "much_text.flac")
    file["title"] = ["T" * (5 << 20)]
    file["artist"] = [f"Artist {number}" for number in range(20_000)]
    file.save()
    names = ("bad_id3.mp3", "bad_mp4.m4a", "much_text.mp3", "much_text.flac")
    return dict.fromkeys(names, ANALYSED) | {
        "endless_id3.mp3": EITHER,
        "bad_vorbis.flac": EITHER,
    }


def _add_odd_names(folder: Path, good: dict[str, Path]) -> dict[str, str]:
    """Add good files under names that programs stumble over."""
    names = [
        'quo\'te "s" `x` $(id).mp3',
        "new\nline.mp3",
        "lyrebird 🐦🎶.mp3",
        "[bold]50%[red] & <b>&amp;.mp3",
        "-n --json.mp3",
        "http:colon.mp3",
        "bidi \u202egpj.mp3",
        "n" * (LONGEST_NAME_BYTES - 4) + ".mp3",
        "ü" * ((LONGEST_NAME_BYTES - 4) // 2) + ".mp3",
    ]
    for name in names:
        shutil.copy(good[".mp3"], folder / name)
    return dict.fromkeys(names, ANALYSED)


def _add_unnameable(folder: Path, good: Path) -> int:
    """Add a file whose name is not valid UTF-8."""
    with open(os.fsencode(folder) + b"/caf\xe9.mp3", "wb") as file:
        file.write(good.read_bytes())
    return 1


def _add_no_files(folder: Path) -> None:
    """Add what is no file, though it may be called like one."""
    (folder / "again").symlink_to(folder, target_is_directory=True)
    (folder / "circle.mp3").symlink_to(folder / "circle.mp3")
    (folder / "nowhere.mp3").symlink_to(folder / "not_there.mp3")
    os.mkfifo(folder / "pipe.mp3")
    (folder / "folder.mp3").mkdir()


def _add_killers(folder: Path, good: Path) -> dict[str, str]:
    """Add files that the saboteur does harm with."""
    for name in ("crashes_its_process.flac", "is_hungry.flac"):
        shutil.copy(good, folder / name)
    return {"crashes_its_process.flac": "crashed", "is_hungry.flac": "out_of_memory"}
