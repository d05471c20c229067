import { decodeFrames, HEAD_BYTES, type PcmLayout, readLayout } from './pcmFile'
import {
  fetchBytes,
  RunningSources,
  type StemFeed,
  type StemFile,
  type StemOutputs,
} from './stemFeed'

/** Pieces of files are fetched and played in this length. */
export const CHUNK_S = 2
/** So much lies ready beyond what sounds. */
const AHEAD_S = 8
/** What begins within this time must be there, or all stems wait. */
const LATE_S = 0.15

/** The same stretch of every stem, in their order. */
type Chunk = AudioBuffer[]

/**
 * Plays stems that are too long to be kept in memory: byte ranges of their WAV files, fetched a
 * little ahead and joined without a gap, because every piece begins at a whole frame of the clock.
 */
export class ChunkFeed implements StemFeed {
  private readonly running: RunningSources
  private layouts: Promise<PcmLayout[]> | undefined
  private readonly ready = new Map<number, Chunk>()
  private readonly asked = new Map<number, Promise<void>>()
  private failure: unknown
  private beganAtS = 0
  private offsetS = 0
  private next = 0
  private started = false

  constructor(
    private readonly context: BaseAudioContext,
    private readonly stems: readonly StemFile[],
    outputs: StemOutputs,
    private readonly durationS: number,
  ) {
    this.running = new RunningSources(context, outputs)
  }

  async prepare(offsetS: number): Promise<void> {
    this.failure = undefined
    const first = this.chunkAt(offsetS)
    await Promise.all([this.ask(first), this.ask(first + 1)])
    if (this.failure !== undefined) throw this.failure
  }

  start(whenS: number, offsetS: number): void {
    this.started = true
    this.beganAtS = whenS
    this.offsetS = offsetS
    this.next = this.chunkAt(offsetS)
    this.schedule()
  }

  tend(positionS: number): boolean {
    if (!this.started) return true
    const last = this.chunkAt(Math.min(this.durationS, positionS + AHEAD_S))
    for (let index = this.next; index <= last; index++) void this.ask(index)
    this.forget(this.chunkAt(positionS))
    // What would begin too late is not handed over any more: the stems would not begin together.
    if (this.next * CHUNK_S < Math.min(this.durationS, positionS + LATE_S)) return false
    this.schedule()
    return true
  }

  stop(whenS: number): void {
    this.started = false
    this.running.stop(whenS)
  }

  private chunkAt(seconds: number): number {
    return Math.floor(Math.max(0, seconds) / CHUNK_S)
  }

  /** Hand over every piece that is there and follows the last one without a hole. */
  private schedule(): void {
    for (let chunk = this.ready.get(this.next); chunk; chunk = this.ready.get(this.next)) {
      const into = Math.max(0, this.offsetS - this.next * CHUNK_S)
      const whenS = this.beganAtS + this.next * CHUNK_S + into - this.offsetS
      this.stems.forEach(({ id }, place) => {
        const buffer = chunk?.[place]
        if (buffer && into < buffer.duration) this.running.play(id, buffer, whenS, into)
      })
      this.next += 1
    }
  }

  private ask(index: number): Promise<void> {
    if (index * CHUNK_S >= this.durationS || this.ready.has(index)) return Promise.resolve()
    const before = this.asked.get(index)
    if (before) return before
    const asked = this.load(index)
      .then((chunk) => void this.ready.set(index, chunk))
      .catch((error: unknown) => {
        this.failure = error
      })
      .finally(() => this.asked.delete(index))
    this.asked.set(index, asked)
    return asked
  }

  private async load(index: number): Promise<Chunk> {
    this.layouts ??= Promise.all(
      this.stems.map(async ({ url }) => readLayout(await fetchBytes(url, [0, HEAD_BYTES]))),
    )
    const layouts = await this.layouts.catch((error: unknown) => {
      this.layouts = undefined // so that it can be tried again
      throw error
    })
    return Promise.all(
      this.stems.map(({ url }, place) => this.loadPiece(url, layouts[place] as PcmLayout, index)),
    )
  }

  private async loadPiece(url: string, layout: PcmLayout, index: number): Promise<AudioBuffer> {
    const { sampleRate, channels, bytesPerSample, dataStart, frames } = layout
    const first = Math.min(frames, index * CHUNK_S * sampleRate)
    const end = Math.min(frames, first + CHUNK_S * sampleRate)
    const buffer = this.context.createBuffer(channels, Math.max(1, end - first), sampleRate)
    if (end === first) return buffer
    const frameBytes = channels * bytesPerSample
    const range: [number, number] = [dataStart + first * frameBytes, dataStart + end * frameBytes]
    const decoded = decodeFrames(await fetchBytes(url, range), layout)
    for (const [channel, samples] of decoded.entries()) buffer.copyToChannel(samples, channel)
    return buffer
  }

  /** Let go of what lies behind, and of what was fetched for another place. */
  private forget(now: number): void {
    for (const index of this.ready.keys()) {
      if (index < now - 1 || index > now + AHEAD_S / CHUNK_S + 1) this.ready.delete(index)
    }
  }
}
