import {
  fetchBytes,
  RunningSources,
  type StemFeed,
  type StemFile,
  type StemOutputs,
} from './stemFeed'

/** Plays stems that are short enough to be kept in memory whole. */
export class WholeFeed implements StemFeed {
  private readonly running: RunningSources
  private loading: Promise<void> | undefined
  private readonly buffers = new Map<string, AudioBuffer>()

  constructor(
    private readonly context: BaseAudioContext,
    private readonly stems: readonly StemFile[],
    outputs: StemOutputs,
  ) {
    this.running = new RunningSources(context, outputs)
  }

  prepare(): Promise<void> {
    this.loading ??= this.load().catch((error: unknown) => {
      this.loading = undefined // so that it can be tried again
      throw error
    })
    return this.loading
  }

  start(whenS: number, offsetS: number): void {
    for (const { id } of this.stems) {
      const buffer = this.buffers.get(id)
      if (buffer) this.running.play(id, buffer, whenS, offsetS)
    }
  }

  tend(): boolean {
    return true
  }

  stop(whenS: number): void {
    this.running.stop(whenS)
  }

  private async load(): Promise<void> {
    await Promise.all(
      this.stems.map(async ({ id, url }) => {
        if (this.buffers.has(id)) return
        this.buffers.set(id, await this.context.decodeAudioData(await fetchBytes(url)))
      }),
    )
  }
}
