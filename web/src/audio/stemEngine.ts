import { ChunkFeed } from './chunkFeed'
import { type SoundSource, takeSound } from './soundOwner'
import type { StemFeed, StemFile } from './stemFeed'
import { type ReferenceSound, StemGraph } from './stemGraph'
import { WholeFeed } from './wholeFeed'

/** The faders' lowest place, which means silence. */
export const SILENT_DB = -40
export const LOUDEST_DB = 6
/** Decoded stereo takes 0.37 MB a second: up to this many seconds in all are kept whole. */
const WHOLE_UP_TO_S = 360
/** Time for the sound card to get ready before all stems begin. */
const LEAD_S = 0.06
const TICK_MS = 250

export interface StemSetting {
  gainDb: number
  muted: boolean
  solo: boolean
}

export type EngineState = 'paused' | 'loading' | 'playing' | 'failed'

/** What people can see of the engine; a new object with every change. */
export interface EngineView {
  state: EngineState
  /** What went wrong, in words. */
  failure: string | null
  stems: Readonly<Record<string, StemSetting>>
  masterDb: number
  /** Which of the two sounds that are compared is heard. */
  side: 'mix' | 'reference'
}

export interface EngineOptions {
  /** Asked for when somebody first presses play: before a gesture, browsers complain. */
  context: () => AudioContext
  stems: readonly StemFile[]
  durationS: number
  /** What to compare with, and the gains that make both equally loud. */
  reference?: {
    open: (context: AudioContext) => ReferenceSound
    gainDb: number
    mixGainDb: number
  }
}

/** What exists only once something was to be heard. */
interface Live {
  graph: StemGraph
  feed: StemFeed
}

/**
 * Plays the stems of a production in step, to the sample, each with its own gain.
 *
 * All begin at one moment of one clock; two `<audio>` elements would drift apart by 10 ms.
 */
export class StemEngine implements SoundSource {
  private view: EngineView
  private readonly listeners = new Set<() => void>()
  private live: Live | undefined
  private beganAtS = 0
  private offsetS = 0
  /** Grows with every command, so that one that was overtaken can tell. */
  private command = 0
  private comparing = false
  private timer: ReturnType<typeof setInterval> | undefined

  constructor(private readonly options: EngineOptions) {
    const setting: StemSetting = { gainDb: 0, muted: false, solo: false }
    this.view = {
      state: 'paused',
      failure: null,
      stems: Object.fromEntries(options.stems.map(({ id }) => [id, setting])),
      masterDb: 0,
      side: 'mix',
    }
  }

  /** For `useSyncExternalStore`. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  read = (): EngineView => this.view

  /** Where it is, in seconds. */
  position = (): number => {
    if (this.view.state !== 'playing' || !this.live) return this.offsetS
    const passed = Math.max(0, this.live.graph.context.currentTime - this.beganAtS)
    return Math.min(this.options.durationS, this.offsetS + passed)
  }

  playing = (): boolean => this.view.state === 'playing' || this.view.state === 'loading'

  toggle = (): void => {
    if (this.playing()) this.pause()
    else void this.play()
  }

  play = async (): Promise<void> => {
    if (this.playing()) return
    takeSound(this)
    if (this.offsetS >= this.options.durationS) this.offsetS = 0
    await this.begin()
  }

  pause = (): void => {
    this.command += 1
    this.halt()
    this.show({ state: 'paused' })
  }

  seek = (seconds: number): void => {
    const going = this.playing()
    this.command += 1
    this.halt()
    this.offsetS = Math.min(this.options.durationS, Math.max(0, seconds))
    if (going) void this.begin()
    else this.show({ state: 'paused', failure: null })
  }

  set = (id: string, part: Partial<StemSetting>): void => {
    const before = this.view.stems[id]
    if (!before) return
    this.show({ stems: { ...this.view.stems, [id]: { ...before, ...part } } })
    this.applyGains()
  }

  setMaster = (gainDb: number): void => {
    this.show({ masterDb: gainDb })
    this.applyGains()
  }

  /** Hear the mix, or the reference at the same loudness. */
  listenTo = (side: EngineView['side']): void => {
    if (!this.options.reference) return
    this.comparing ||= side === 'reference'
    this.show({ side, failure: null })
    this.applyGains()
    if (side !== 'reference') return
    if (this.playing()) this.startReference()
    else void this.play()
  }

  /** Fall silent and let go of everything; it may be used again. */
  release = (): void => {
    this.pause()
    this.live?.graph.close()
    this.live = undefined
  }

  /** Begin where the position stands, as soon as what is needed has come. */
  private async begin(): Promise<void> {
    this.command += 1
    const mine = this.command
    this.show({ state: 'loading', failure: null })
    try {
      const { graph, feed } = this.getLive()
      if (graph.context.state === 'suspended') await graph.context.resume()
      await feed.prepare(this.offsetS)
      if (mine !== this.command) return
      // A whole frame, so that pieces that follow begin on one too.
      const rate = graph.context.sampleRate
      this.beganAtS = Math.ceil((graph.context.currentTime + LEAD_S) * rate) / rate
      this.applyGains()
      graph.open(this.beganAtS)
      feed.start(this.beganAtS, this.offsetS)
    } catch (error) {
      if (mine === this.command) this.fail(error)
      return
    }
    if (this.comparing) this.startReference()
    this.timer = setInterval(this.tick, TICK_MS)
    this.show({ state: 'playing' })
  }

  private getLive(): Live {
    if (!this.live) {
      const { stems, durationS, reference } = this.options
      const context = this.options.context()
      const ids = stems.map(({ id }) => id)
      const graph = new StemGraph(context, ids, reference?.open(context))
      const feed: StemFeed =
        durationS * stems.length <= WHOLE_UP_TO_S
          ? new WholeFeed(context, stems, graph.outputs)
          : new ChunkFeed(context, stems, graph.outputs, durationS)
      this.live = { graph, feed }
    }
    return this.live
  }

  private startReference(): void {
    this.live?.graph.reference?.play().catch((error: unknown) => {
      // A newer command interrupts an older one: that is no failure.
      if (error instanceof DOMException && error.name === 'AbortError') return
      this.comparing = false
      this.show({ side: 'mix', failure: 'The reference cannot be played in this browser.' })
      this.applyGains()
    })
  }

  private halt(): void {
    this.offsetS = this.position()
    clearInterval(this.timer)
    if (!this.live) return
    this.live.feed.stop(this.live.graph.shut())
    this.live.graph.reference?.pause()
  }

  private tick = (): void => {
    const now = this.position()
    if (now >= this.options.durationS) {
      this.pause()
      this.offsetS = 0
      this.show({})
    } else if (this.live && !this.live.feed.tend(now)) {
      // Fetching is slower than playing: wait for it, all stems together.
      this.halt()
      void this.begin()
    }
  }

  private fail(error: unknown): void {
    this.halt()
    const failure = error instanceof Error ? error.message : String(error)
    this.show({ state: 'failed', failure })
  }

  private applyGains(): void {
    if (!this.live) return
    const { graph } = this.live
    const { stems, masterDb, side } = this.view
    const someSolo = Object.values(stems).some((setting) => setting.solo)
    for (const [id, setting] of Object.entries(stems)) {
      graph.setStem(id, isHeard(setting, someSolo) ? gainOf(setting.gainDb) : 0)
    }
    const { gainDb = 0, mixGainDb = 0 } = this.options.reference ?? {}
    // Once something is compared, both sides keep the gains that make them equally loud.
    const mix = gainOf(this.comparing ? mixGainDb : 0)
    graph.setSides(side === 'mix' ? mix : 0, side === 'reference' ? gainOf(gainDb) : 0)
    graph.setMaster(gainOf(masterDb))
  }

  private show(part: Partial<EngineView>): void {
    this.view = { ...this.view, ...part }
    for (const listener of this.listeners) listener()
  }
}

/** A solo silences all that have none; a mute wins over a solo. */
export function isHeard(setting: StemSetting, someSolo: boolean): boolean {
  return !setting.muted && (!someSolo || setting.solo)
}

export function gainOf(gainDb: number): number {
  return gainDb <= SILENT_DB ? 0 : 10 ** (gainDb / 20)
}
