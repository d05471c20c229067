/** Time for the sound card to get ready before something begins. */
export const LEAD_S = 0.03
export const BEATS_PER_BAR = 4
/** A loop whose length is this close to whole beats is meant to last them. */
const WHOLE_WITHIN_BEATS = 0.12

/**
 * The beat that all loops keep.
 *
 * It is a whole number of frames, so that loops of different lengths stay in step for ever; that
 * moves the tempo by less than .003 %.
 */
export interface LoopClock {
  rateHz: number
  framesPerBeat: number
  /** When beat 0 was, a whole frame, in frames of the context's clock. */
  originFrame: number
}

function beatFrames(bpm: number, rateHz: number): number {
  return Math.round((60 / bpm) * rateHz)
}

/** Begin to count beats at a moment of the context's clock. */
export function makeClock(bpm: number, rateHz: number, originS: number): LoopClock {
  return {
    rateHz,
    framesPerBeat: beatFrames(bpm, rateHz),
    originFrame: Math.ceil(originS * rateHz - 1e-6),
  }
}

/** Return the first moment from `fromS` on at which `beats` whole beats have passed. */
export function nextGridS(clock: LoopClock, fromS: number, beats: number): number {
  const step = clock.framesPerBeat * beats
  const passed = fromS * clock.rateHz - clock.originFrame
  const steps = Math.max(0, Math.ceil(passed / step - 1e-9))
  return (clock.originFrame + steps * step) / clock.rateHz
}

/** Return how far into itself a loop is at a moment, had it begun with the clock. */
export function phaseS(clock: LoopClock, atS: number, loopFrames: number): number {
  const passed = Math.round(atS * clock.rateHz) - clock.originFrame
  return (((passed % loopFrames) + loopFrames) % loopFrames) / clock.rateHz
}

/**
 * Return how many beats a sound is to last when it is repeated.
 *
 * A loop lasts the beats it has; what ends between two beats, such as a one-shot or a loop with a
 * tail, gets silence up to a whole bar.
 */
export function loopBeats(frames: number, framesPerBeat: number, isOneShot: boolean): number {
  const beats = frames / framesPerBeat
  const whole = Math.round(beats)
  if (!isOneShot && whole >= 1 && Math.abs(beats - whole) <= WHOLE_WITHIN_BEATS) return whole
  return Math.max(1, Math.ceil(beats / BEATS_PER_BAR - 1e-6)) * BEATS_PER_BAR
}

/** Return how many frames a round of a sound lasts; without a tempo, what it lasts anyway. */
export function roundFrames(
  { length, sampleRate }: { length: number; sampleRate: number },
  bpm: number | null,
  isOneShot: boolean,
): number {
  if (bpm === null) return length
  const framesPerBeat = beatFrames(bpm, sampleRate)
  return loopBeats(length, framesPerBeat, isOneShot) * framesPerBeat
}

/**
 * Return samples that last exactly `frames`.
 *
 * A loop that is a few frames short goes on from its own beginning, which it would do anyway;
 * `tail` asks for silence instead.
 */
export function fitFrames(
  samples: Float32Array,
  frames: number,
  tail: boolean,
): Float32Array<ArrayBuffer> {
  const fitted = new Float32Array(frames)
  fitted.set(samples.subarray(0, frames))
  if (!tail && samples.length < frames && samples.length > 0) {
    fitted.set(samples.subarray(0, frames - samples.length), samples.length)
  }
  return fitted
}
