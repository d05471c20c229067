/** A stem: what to call it and where its WAV file is. */
export interface StemFile {
  id: string
  url: string
}

/** Where stems go: a node for each, by its id. */
export type StemOutputs = ReadonlyMap<string, AudioNode>

/**
 * Brings the samples of all stems to the sound card, all in step.
 *
 * `prepare` fetches what is needed to begin at a place, `start` begins all stems at one moment of
 * the context's clock, `tend` goes on fetching while they play.
 */
export interface StemFeed {
  prepare: (offsetS: number) => Promise<void>
  start: (whenS: number, offsetS: number) => void
  /** Return whether everything that is about to sound is there. */
  tend: (positionS: number) => boolean
  stop: (whenS: number) => void
}

/** Sources that play now and can be stopped all at once. */
export class RunningSources {
  private readonly sources = new Set<AudioBufferSourceNode>()

  constructor(
    private readonly context: BaseAudioContext,
    private readonly outputs: StemOutputs,
  ) {}

  /** Play a buffer into a stem's output, from `offsetS` into the buffer. */
  play(id: string, buffer: AudioBuffer, whenS: number, offsetS: number): void {
    const output = this.outputs.get(id)
    if (!output) return
    const source = this.context.createBufferSource()
    source.buffer = buffer
    source.connect(output)
    source.onended = () => {
      source.disconnect()
      this.sources.delete(source)
    }
    source.start(whenS, offsetS)
    this.sources.add(source)
  }

  stop(whenS: number): void {
    for (const source of this.sources) source.stop(whenS)
  }
}

/** Get bytes, or say in words why not. */
export async function fetchBytes(url: string, range?: [number, number]): Promise<ArrayBuffer> {
  const headers: HeadersInit = range ? { Range: `bytes=${range[0]}-${range[1] - 1}` } : {}
  const answer = await fetch(url, { headers }).catch(() => {
    throw new Error('Menura does not answer. Check that it is running, then try again.')
  })
  if (!answer.ok) throw new Error(`A stem cannot be fetched (status ${answer.status}).`)
  const bytes = await answer.arrayBuffer()
  // A server that knows no ranges sends the whole file.
  return range && answer.status === 200 ? bytes.slice(range[0], range[1]) : bytes
}
