"""Finish played stems: mix, master, write the files, and check the files that were written."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.credits import file_info, section_markers
from menura.studio.genres.catalogue import genre
from menura.studio.mastering import sum_stems
from menura.studio.mastering.master import MasterReport, design_master
from menura.studio.mastering.profiles import LoudnessProfile, MasterOptions
from menura.studio.mastering.stem_ceiling import STEM_CEILING, spare_stems
from menura.studio.mixing import Premaster, ProcessedStem, balance, process_stem
from menura.studio.mixing.processing import context_for
from menura.studio.model import Decision, Role, StyleParameters
from menura.studio.production import Stage
from menura.studio.qa.check import check_track
from menura.studio.qa.report import QaReport, QaTargets
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.records import read_record, write_record
from menura.studio.remedies import Attempt
from menura.studio.score import Score
from menura.studio.spectrum import target_spectrum_db
from menura.studio.wav_file import read_wav, write_wav

MIX_FILE = "mix.wav"
STEMS_FOLDER = "stems"
PREMASTER_FOLDER = "premaster"
LAST_FADE_S = 0.005
# Of the pre-master files: stems before mastering have no peak limit; they keep this distance.
PREMASTER_PEAK_DBFS = -3.0


@dataclass(frozen=True, slots=True)
class FinishOptions:
    """Say how a track is to be finished.

    Attributes
    ----------
    profile : str
        Name of a loudness profile.
    premaster : bool
        Whether the stems before mastering are written too.
    seed : int
        Of the dither.
    """

    profile: str
    premaster: bool
    seed: int
    threads: int
    title: str
    provider: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Hold a finished attempt: its files and what was measured in them.

    Attributes
    ----------
    folder : Path
        Holds ``mix.wav``, ``stems/`` and, if asked for, ``premaster/``.
    """

    folder: Path
    roles: tuple[Role, ...]
    report: QaReport
    master: MasterReport
    targets: QaTargets
    decisions: tuple[Decision, ...]

    @property
    def mix(self) -> Path:
        """Return the file of the mix."""
        return self.folder / MIX_FILE

    def stem(self, role: Role) -> Path:
        """Return the file of a stem."""
        return self.folder / STEMS_FOLDER / f"{role.value}.wav"


@dataclass(frozen=True, slots=True)
class _Mastered:
    """What is kept of the mix and master stages; the samples are in the files."""

    roles: tuple[Role, ...]
    report: MasterReport
    decisions: tuple[Decision, ...]


class Finisher:
    """Take an attempt's stems to checked files, going on from what is there already."""

    def __init__(
        self,
        folder: Path,
        options: FinishOptions,
        *,
        enter: Callable[[Stage], None],
        check: Callable[[], None],
    ) -> None:
        self._folder = folder
        self._options = options
        self._enter = enter
        self._check = check

    def finish(
        self,
        stems: dict[Role, Float32Array],
        score: Score,
        attempt: Attempt,
        style: StyleParameters | None,
    ) -> Finished:
        """Mix, master, write and check.

        Parameters
        ----------
        stems : dict of Role to ndarray, shape (2, n), float32
            As they were played, dry; it is emptied, so that they need not be held to the end.
        """
        targets = self._targets(score, attempt, style)
        kept = self._folder / "mastered.json"
        if kept.is_file():
            mastered = read_record(kept, _Mastered)
        else:
            mastered = self._mastered(stems, score, attempt, style, targets)
            write_record(kept, mastered)
        report = self._checked(mastered.roles, targets)
        return Finished(
            folder=self._folder,
            roles=mastered.roles,
            report=report,
            master=mastered.report,
            targets=targets,
            decisions=mastered.decisions,
        )

    def _targets(self, score: Score, attempt: Attempt, style: StyleParameters | None) -> QaTargets:
        profile = LoudnessProfile(self._options.profile).target
        spectrum = np.asarray(style.eq_profile_db, np.float64) if style is not None else None
        return QaTargets(
            bpm=score.bpm,
            key=score.key,
            mode=score.mode,
            target_lufs=profile.target_lufs,
            ceiling_dbtp=profile.ceiling_dbtp,
            reference_spectrum_db=spectrum,
            has_drums=Role.DRUMS in score.parts,
            embedded=any(part.event_count for part in score.parts.values()),
            duration_s=attempt.plan.duration_s,
        )

    def _mastered(
        self,
        stems: dict[Role, Float32Array],
        score: Score,
        attempt: Attempt,
        style: StyleParameters | None,
        targets: QaTargets,
    ) -> _Mastered:
        self._enter(Stage.MIX)
        sound = genre(score.sound_genre)
        if any(part.event_count for part in score.parts.values()):
            premaster = self._mixed(stems, score, attempt, style)
        else:
            premaster = _left_as_it_is(stems, score)
        self._enter(Stage.MASTER)
        options = replace(
            MasterOptions.for_profile(LoudnessProfile(self._options.profile)),
            reference_spectrum_db=targets.reference_spectrum_db,
            match_amount=attempt.match_amount,
            match_reach=attempt.match_reach,
            genre_spectrum_db=target_spectrum_db(sound),
        )
        options = replace(
            options,
            target_lufs=options.target_lufs + attempt.loudness_offset_lu,
            ceiling_dbtp=options.ceiling_dbtp + attempt.ceiling_offset_db,
        )
        # Before the loudness is set: a long fade would make the whole quieter afterwards.
        for samples in (premaster.mix, *premaster.stems.values()):
            _fade_out(samples, attempt.fade_s)
        if self._options.premaster:
            self._write_premaster(premaster.mix, premaster.stems, score)
        chain, report = design_master(premaster.mix, options, self._check)
        roles = tuple(premaster.stems)
        jobs = [(MIX_FILE, premaster.mix)]
        jobs += [(f"{STEMS_FOLDER}/{role.value}.wav", premaster.stems[role]) for role in roles]

        def write(job: tuple[str, Float32Array]) -> float:
            self._check()
            finished = chain.apply(job[1])
            _fade_out(finished, LAST_FADE_S)  # what the filter rings on
            self._write(job[0], finished, score)
            return float(np.abs(finished).max(initial=0.0))

        with ThreadPoolExecutor(max_workers=self._options.threads) as threads:
            peaks = list(threads.map(write, jobs))
            over = [job[1] for job, peak in zip(jobs, peaks, strict=True) if peak > STEM_CEILING]
            if over:  # rare, and only then is it worth another round
                chain, report = spare_stems(chain, report, premaster.mix, over)
                list(threads.map(write, jobs))
        decisions = (*premaster.decisions, *report.decisions)
        return _Mastered(roles=roles, report=report, decisions=decisions)

    def _mixed(
        self,
        stems: dict[Role, Float32Array],
        score: Score,
        attempt: Attempt,
        style: StyleParameters | None,
    ) -> Premaster:
        """Process the stems side by side, then balance them."""
        sound = genre(score.sound_genre)
        context = context_for(score, sound, frozenset(stems))

        def process(role: Role) -> ProcessedStem:
            # Let go of as soon as it is processed: two minutes of ten dry stems are 460 MB.
            return process_stem(role, stems.pop(role), context, check=self._check)

        with ThreadPoolExecutor(max_workers=self._options.threads) as threads:
            processed = list(threads.map(process, list(stems)))
        energy = attempt.plan.energy
        return balance(processed, sound, energy=energy, style=style, check=self._check)

    def _write_premaster(
        self, mix: Float32Array, stems: Mapping[Role, Float32Array], score: Score
    ) -> None:
        """Write the unmastered stems, all turned down by one gain so that none is clipped."""
        peak = max(float(np.abs(one).max()) for one in (mix, *stems.values()))
        ceiling = np.float32(10 ** (PREMASTER_PEAK_DBFS / 20))
        gain = np.float32(1.0) if peak <= ceiling else np.float32(ceiling / peak)
        self._write(f"{PREMASTER_FOLDER}/{MIX_FILE}", mix * gain, score)
        for role, stem in stems.items():
            self._check()
            self._write(f"{PREMASTER_FOLDER}/{role.value}.wav", stem * gain, score)

    def _write(self, name: str, samples: Float32Array, score: Score) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        info = file_info(
            self._options.title, name, score, self._options.seed, self._options.provider
        )
        write_wav(
            path,
            samples,
            dither_seed=self._options.seed,
            info=info,
            markers=section_markers(score),
        )

    def _checked(self, roles: tuple[Role, ...], targets: QaTargets) -> QaReport:
        """Check the files themselves: what is delivered is what is measured."""
        self._enter(Stage.CHECK)
        kept = self._folder / "checked.json"
        if kept.is_file():
            return read_record(kept, QaReport)
        mix = read_wav(self._folder / MIX_FILE)
        stems = {
            role: read_wav(self._folder / STEMS_FOLDER / f"{role.value}.wav") for role in roles
        }
        report = check_track(mix, stems, targets, check=self._check)
        write_record(kept, report)
        return report


def _fade_out(samples: Float32Array, fade_s: float) -> None:
    """Let samples end in silence; the same for mix and stems, so that they still add up."""
    count = min(samples.shape[1], round(fade_s * SAMPLE_RATE_HZ))
    samples[:, samples.shape[1] - count :] *= np.linspace(1, 0, count, dtype=np.float32)


def _left_as_it_is(stems: Mapping[Role, Float32Array], score: Score) -> Premaster:
    """Return the stems of a finished mix unprocessed: whoever generated it has mixed it."""
    own = {role: np.array(samples) for role, samples in stems.items()}  # never in the cache's file
    mix = sum_stems(own)
    told = Decision("mix", "as it was generated", " ".join(score.notes) or "It is a whole mix.")
    return Premaster(stems=own, mix=mix, decisions=(told,))
