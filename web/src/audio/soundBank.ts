import { readProblem, UNREACHABLE } from '../api/client'

/** So many decoded sounds are kept, and so many seconds in all: they take 0.37 MB a second. */
const KEPT = 24
const KEPT_S = 360

type Decode = (bytes: ArrayBuffer) => Promise<AudioBuffer>

interface Entry {
  sound: Promise<AudioBuffer>
  abort: AbortController
  /** What it lasts, once it is there. */
  durationS: number | null
}

/**
 * Decoded sounds by their address: those used last are kept, and those that are likely to be
 * heard next are fetched before they are asked for, one after the other.
 */
export class SoundBank {
  private readonly entries = new Map<string, Entry>()
  private expected: string[] = []
  private isFetchingAhead = false

  constructor(
    private readonly decode: Decode = decodeQuietly,
    private readonly kept = KEPT,
  ) {}

  /** Return a sound; fails with words that can be shown. */
  get(url: string): Promise<AudioBuffer> {
    const entry = this.entries.get(url) ?? this.load(url)
    // The one that was used last stands last.
    this.entries.delete(url)
    this.entries.set(url, entry)
    this.dropOldest()
    return entry.sound
  }

  /** Fetch what may be heard next; what was expected before is not any more. */
  expect(urls: readonly string[]): void {
    this.expected = urls.filter((url) => !this.entries.has(url))
    void this.fetchAhead()
  }

  /** Give up what is being fetched and is none of these, nor expected. */
  keepOnly(urls: readonly string[]): void {
    for (const [url, entry] of this.entries) {
      if (entry.durationS !== null || urls.includes(url) || this.expected.includes(url)) continue
      entry.abort.abort()
      this.entries.delete(url)
    }
  }

  private async fetchAhead(): Promise<void> {
    if (this.isFetchingAhead) return
    this.isFetchingAhead = true
    for (let url = this.expected[0]; url !== undefined; url = this.expected[0]) {
      // One that fails is told when somebody wants to hear it.
      await this.get(url).catch(() => undefined)
      this.expected = this.expected.filter((other) => other !== url)
    }
    this.isFetchingAhead = false
  }

  private load(url: string): Entry {
    const abort = new AbortController()
    const entry: Entry = { abort, durationS: null, sound: this.fetch(url, abort.signal) }
    entry.sound.then(
      ({ duration }) => {
        entry.durationS = duration
        this.dropOldest()
      },
      () => {
        // So that it can be tried again.
        if (this.entries.get(url) === entry) this.entries.delete(url)
      },
    )
    return entry
  }

  private async fetch(url: string, signal: AbortSignal): Promise<AudioBuffer> {
    const answer = await fetch(url, { signal }).catch((error: unknown) => {
      if (signal.aborted) throw error
      throw new Error(UNREACHABLE)
    })
    if (!answer.ok) throw new Error(readProblem(await answer.json().catch(() => null)).detail)
    const bytes = await answer.arrayBuffer()
    return this.decode(bytes).catch(() => {
      throw new Error('Its sound cannot be decoded in this browser.')
    })
  }

  private dropOldest(): void {
    const ready = [...this.entries].filter(([, { durationS }]) => durationS !== null)
    let count = this.entries.size
    let seconds = ready.reduce((sum, [, { durationS }]) => sum + (durationS ?? 0), 0)
    // The last one is what is about to sound, however long it is.
    for (const [url, { durationS }] of ready.slice(0, -1)) {
      if (count <= this.kept && seconds <= KEPT_S) return
      this.entries.delete(url)
      count -= 1
      seconds -= durationS ?? 0
    }
  }
}

/** Decode without the page's context: before a gesture, browsers complain about that one. */
function decodeQuietly(bytes: ArrayBuffer): Promise<AudioBuffer> {
  return new OfflineAudioContext(2, 1, 48_000).decodeAudioData(bytes)
}
