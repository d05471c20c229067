import { fitFrames } from './loopClock'

/** Whatever begins or ends takes this long, so that nothing clicks. */
export const FADE_S = 0.006
/** What is missing at the end of a loop up to this long is filled from its beginning. */
const TAIL_S = 0.03

export interface VoiceStart {
  /** When, on the context's clock. */
  atS: number
  /** From where in the sound. */
  offsetS: number
  gain: number
}

/** One sound on its way to the loudspeakers: round and round, or once. */
export class Voice {
  private readonly level: GainNode
  private readonly sources: AudioBufferSourceNode[] = []
  private startS = 0
  private offsetS = 0

  constructor(
    private readonly context: AudioContext,
    output: AudioNode,
    readonly buffer: AudioBuffer,
    /** One round of it; null: it is played once. */
    readonly round: AudioBuffer | null,
  ) {
    this.level = context.createGain()
    this.level.gain.value = 0
    this.level.connect(output)
  }

  begin({ atS, offsetS, gain }: VoiceStart): void {
    this.startS = atS
    this.offsetS = offsetS
    const source = this.source(this.round ?? this.buffer)
    source.loop = this.round !== null
    source.start(atS, offsetS)
    const now = this.context.currentTime
    this.level.gain.cancelScheduledValues(now)
    this.level.gain.setValueAtTime(0, atS)
    // A hit at the beginning of a file must keep its first milliseconds.
    this.level.gain.linearRampToValueAtTime(gain, atS + (offsetS === 0 ? 0.001 : FADE_S))
  }

  /** Sound once more from the beginning, for a while: the round has it only later. */
  hit(atS: number, untilS: number): void {
    const source = this.source(this.buffer)
    source.start(atS)
    source.stop(untilS)
  }

  setGain(gain: number, atS: number): void {
    this.level.gain.setTargetAtTime(gain, atS, FADE_S)
  }

  /** Fade away at a moment; what has not begun until then never does. */
  end(atS: number): void {
    if (atS <= this.startS) this.level.gain.cancelScheduledValues(0)
    this.level.gain.setTargetAtTime(0, atS, FADE_S / 4)
    const stopS = atS <= this.startS ? this.context.currentTime : atS + 2 * FADE_S
    for (const source of this.sources) source.stop(stopS)
  }

  /** Tell when it is over, by itself or because it was ended. */
  onOver(listener: () => void): void {
    const [first] = this.sources
    if (!first) return
    first.onended = () => {
      this.level.disconnect()
      listener()
    }
  }

  /** How far into its file it is, 0 to 1; null before it begins. */
  progress(nowS: number): number | null {
    if (nowS < this.startS) return null
    const passed = nowS - this.startS + this.offsetS
    const inRound = this.round ? passed % this.round.duration : passed
    return Math.min(1, inRound / this.buffer.duration)
  }

  private source(buffer: AudioBuffer): AudioBufferSourceNode {
    const source = this.context.createBufferSource()
    source.buffer = buffer
    source.connect(this.level)
    this.sources.push(source)
    return source
  }
}

/** Return a sound that lasts exactly so many frames. */
export function lasting(
  context: BaseAudioContext,
  buffer: AudioBuffer,
  frames: number,
): AudioBuffer {
  // Much longer than the file: silence belongs to its end.
  const tail = frames - buffer.length > TAIL_S * buffer.sampleRate
  const made = context.createBuffer(buffer.numberOfChannels, frames, buffer.sampleRate)
  for (let channel = 0; channel < buffer.numberOfChannels; channel++) {
    made.copyToChannel(fitFrames(buffer.getChannelData(channel), frames, tail), channel)
  }
  return made
}
