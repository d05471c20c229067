/** What is heard alone is no louder than this, so that little changes when a loop joins it. */
const TARGET_LUFS = -18
/** Nobody is turned down further for the sake of a sound that is very quiet. */
const LOWEST_TARGET_LUFS = -30
/** Two sounds at once stay this far below full scale. */
const CEILING_DB = -1
const SILENCE_DB = -70

/** How loud a sound is, and how far its samples go. */
export interface SoundLevel {
  loudnessLufs: number
  /** The largest sample, 1 being full scale. */
  peak: number
}

/**
 * Return the gains that make sounds equally loud; they only turn down.
 *
 * Together they cannot clip: even where all peaks meet, their sum stays below full scale.
 */
export function matchedGains(levels: readonly SoundLevel[]): number[] {
  const quietest = Math.min(TARGET_LUFS, ...levels.map((level) => level.loudnessLufs))
  const targetLufs = Math.max(LOWEST_TARGET_LUFS, quietest)
  const gains = levels.map((level) => Math.min(1, 10 ** ((targetLufs - level.loudnessLufs) / 20)))
  const sum = levels.reduce((peak, level, i) => peak + level.peak * (gains[i] ?? 0), 0)
  const room = Math.min(1, 10 ** (CEILING_DB / 20) / Math.max(sum, 1e-9))
  return gains.map((gain) => gain * room)
}

/**
 * Measure samples; their loudness is only estimated, and taken where no measured one is known.
 *
 * The estimate is the level of BS.1770 without its filter and gate, over what sounds at all.
 */
export function levelOf(
  channels: readonly Float32Array[],
  measuredLufs: number | null,
): SoundLevel {
  let peak = 0
  let power = 0
  let sounding = 0
  const frames = channels[0]?.length ?? 0
  for (let frame = 0; frame < frames; frame++) {
    let here = 0
    for (const samples of channels) {
      const sample = samples[frame] ?? 0
      peak = Math.max(peak, Math.abs(sample))
      here += sample * sample
    }
    power += here
    if (here > 1e-7) sounding += 1
  }
  const mean = power / Math.max(1, sounding)
  const estimated = mean > 0 ? -0.691 + 10 * Math.log10(mean) : SILENCE_DB
  return { loudnessLufs: Math.max(SILENCE_DB, measuredLufs ?? estimated), peak }
}
