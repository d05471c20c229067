import { ChunkFeed } from './chunkFeed'
import { type SoundSource, takeSound } from './soundOwner'
import type { StemFeed, StemFile, StemOutputs } from './stemFeed'
import { WholeFeed } from './wholeFeed'

/** The faders' lowest place, which means silence. */
export const SILENT_DB = -40
export const LOUDEST_DB = 6
/** Decoded stereo takes 0.37 MB a second: up to this many seconds in all are kept whole. */
const WHOLE_UP_TO_S = 360
/** Changes of gain take this long, so that nothing clicks. */
const FADE_S = 0.008
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
  /** Why it failed, in words. */
  failure: string | null
  stems: Readonly<Record<string, StemSetting>>
  masterDb: number
  /** Which of the two sounds that are compared is heard. */
  side: 'mix' | 'reference'
}

/** What the mix is compared with; it runs along on its own once it was chosen. */
export interface ReferenceSound {
  output: AudioNode
  play: () => Promise<void>
  pause: () => void
}

export interface EngineOptions {
  context: AudioContext
  stems: readonly StemFile[]
  durationS: number
  /** Gains that make both sides of a comparison equally loud. */
  reference?: { sound: ReferenceSound; gainDb: number; mixGainDb: number }
}

/**
 * Plays the stems of a production in step, to the sample, each with its own gain.
 *
 * All begin at one moment of one clock; two `<audio>` elements would drift apart by 10 ms.
 */
export class StemEngine implements SoundSource {
  private view: EngineView
  private readonly context: AudioContext
  private readonly listeners = new Set<() => void>()
  private readonly gains = new Map<string, GainNode>()
  private readonly master: GainNode
  private readonly transport: GainNode
  private readonly mixSide: GainNode
  private readonly referenceSide: GainNode
  private readonly feed: StemFeed
  private beganAtS = 0
  private offsetS = 0
  /** Grows with every command, so that one that was overtaken can tell. */
  private command = 0
  private comparing = false
  private timer: ReturnType<typeof setInterval> | undefined

  constructor(private readonly options: EngineOptions) {
    const { context, stems, durationS, reference } = options
    this.context = context
    this.transport = context.createGain()
    this.master = context.createGain()
    this.mixSide = context.createGain()
    this.referenceSide = context.createGain()
    this.transport.connect(this.mixSide)
    this.mixSide.connect(this.master)
    this.referenceSide.connect(this.master)
    this.master.connect(context.destination)
    reference?.sound.output.connect(this.referenceSide)
    this.referenceSide.gain.value = 0
    for (const { id } of stems) {
      const gain = context.createGain()
      gain.connect(this.transport)
      this.gains.set(id, gain)
    }
    this.feed = makeFeed(context, stems, this.gains, durationS)
    const setting: StemSetting = { gainDb: 0, muted: false, solo: false }
    this.view = {
      state: 'paused',
      failure: null,
      stems: Object.fromEntries(stems.map(({ id }) => [id, setting])),
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
    if (this.view.state !== 'playing') return this.offsetS
    const passed = Math.max(0, this.context.currentTime - this.beganAtS)
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

  set(id: string, part: Partial<StemSetting>): void {
    const before = this.view.stems[id]
    if (!before) return
    this.show({ stems: { ...this.view.stems, [id]: { ...before, ...part } } })
    this.applyGains()
  }

  setMaster(gainDb: number): void {
    this.show({ masterDb: gainDb })
    this.fade(this.master, gainOf(gainDb))
  }

  /** Hear the mix, or the reference at the same loudness. */
  listenTo(side: EngineView['side']): void {
    if (!this.options.reference) return
    this.show({ side, failure: null })
    this.applySides()
    if (side !== 'reference') return
    this.comparing = true
    if (this.playing()) this.startReference()
    else void this.play()
  }

  dispose(): void {
    this.pause()
    this.listeners.clear()
    this.options.reference?.sound.output.disconnect()
    const nodes = [this.transport, this.mixSide, this.referenceSide, this.master]
    for (const node of [...this.gains.values(), ...nodes]) node.disconnect()
  }

  /** Begin where the position stands, as soon as what is needed has come. */
  private async begin(): Promise<void> {
    this.command += 1
    const mine = this.command
    this.show({ state: 'loading', failure: null })
    try {
      // Without a gesture a browser keeps a context asleep; whoever pressed play has made one.
      if (this.context.state === 'suspended') await this.context.resume()
      await this.feed.prepare(this.offsetS)
    } catch (error) {
      if (mine === this.command) this.fail(error)
      return
    }
    if (mine !== this.command) return
    // A whole frame, so that pieces that follow begin on one too.
    const rate = this.context.sampleRate
    this.beganAtS = Math.ceil((this.context.currentTime + LEAD_S) * rate) / rate
    this.applyGains()
    this.applySides()
    this.transport.gain.cancelScheduledValues(this.context.currentTime)
    this.transport.gain.setValueAtTime(0, this.beganAtS)
    this.transport.gain.linearRampToValueAtTime(1, this.beganAtS + FADE_S)
    this.feed.start(this.beganAtS, this.offsetS)
    if (this.comparing) this.startReference()
    this.timer = setInterval(this.tick, TICK_MS)
    this.show({ state: 'playing' })
  }

  private startReference(): void {
    this.options.reference?.sound.play().catch((error: unknown) => {
      // A newer command interrupts an older one: that is no failure.
      if (error instanceof DOMException && error.name === 'AbortError') return
      this.comparing = false
      this.show({ side: 'mix', failure: 'The reference cannot be played in this browser.' })
      this.applySides()
    })
  }

  private halt(): void {
    this.offsetS = this.position()
    clearInterval(this.timer)
    const now = this.context.currentTime
    this.transport.gain.cancelScheduledValues(now)
    this.transport.gain.setTargetAtTime(0, now, FADE_S / 4)
    this.feed.stop(now + 2 * FADE_S)
    this.options.reference?.sound.pause()
  }

  private tick = (): void => {
    const now = this.position()
    if (now >= this.options.durationS) {
      this.pause()
      this.offsetS = 0
      this.show({})
    } else if (!this.feed.tend(now)) {
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
    const settings = Object.values(this.view.stems)
    const someSolo = settings.some((setting) => setting.solo)
    for (const [id, node] of this.gains) {
      const setting = this.view.stems[id]
      if (setting) this.fade(node, isHeard(setting, someSolo) ? gainOf(setting.gainDb) : 0)
    }
  }

  /** Both sides are made equally loud only while they are compared. */
  private applySides(): void {
    const { reference } = this.options
    const compared = this.view.side === 'reference'
    this.fade(this.mixSide, compared ? 0 : gainOf(reference?.mixGainDb ?? 0))
    this.fade(this.referenceSide, compared && reference ? gainOf(reference.gainDb) : 0)
  }

  private fade(node: GainNode, gain: number): void {
    node.gain.cancelScheduledValues(this.context.currentTime)
    node.gain.setTargetAtTime(gain, this.context.currentTime, FADE_S / 4)
  }

  private show(part: Partial<EngineView>): void {
    this.view = { ...this.view, ...part }
    for (const listener of this.listeners) listener()
  }
}

function makeFeed(
  context: AudioContext,
  stems: readonly StemFile[],
  outputs: StemOutputs,
  durationS: number,
): StemFeed {
  return durationS * stems.length <= WHOLE_UP_TO_S
    ? new WholeFeed(context, stems, outputs)
    : new ChunkFeed(context, stems, outputs, durationS)
}

/** A solo silences all that have none; a mute wins over a solo. */
export function isHeard(setting: StemSetting, someSolo: boolean): boolean {
  return !setting.muted && (!someSolo || setting.solo)
}

export function gainOf(gainDb: number): number {
  return gainDb <= SILENT_DB ? 0 : 10 ** (gainDb / 20)
}
