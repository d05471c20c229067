import { lasting, Voice } from './auditionVoice'
import {
  BEATS_PER_BAR,
  LEAD_S,
  type LoopClock,
  makeClock,
  nextGridS,
  phaseS,
  roundFrames,
} from './loopClock'
import { levelOf, matchedGains, type SoundLevel } from './loopLevels'
import { type PlayerState, usePlayer } from './player'
import { SoundBank } from './soundBank'
import { soundContext } from './soundContext'
import { leaveSound, type SoundSource, takeSound } from './soundOwner'

/** A sample as it is to be heard: fitted to a tempo and a key already. */
export interface AuditionSound {
  /** The track's. */
  id: string
  url: string
  title: string
  /** Measured; left to be estimated where it was not. */
  loudnessLufs: number | null
  isOneShot: boolean
  /** The tempo it was fitted to. */
  bpm: number | null
}

/** What people can see of it; a new object with every change. */
export interface AuditionView {
  state: 'silent' | 'loading' | 'playing' | 'failed'
  /** What sounds, or is about to. */
  soundId: string | null
  /** What went wrong, in words. */
  failure: string | null
  /** The loop to hear candidates against. */
  base: AuditionSound | null
  withBase: boolean
  /** Changes wait for the next beat. */
  quantise: boolean
}

export interface AuditionOptions {
  context: () => AudioContext
  bank: SoundBank
}

/**
 * Plays samples round and round in the tempo of a session, alone or against a loop.
 *
 * All keep one beat: another candidate takes over on the next beat, in the place of the bar where
 * the one before was, while the loop it is heard against goes on.
 */
export class Audition implements SoundSource {
  private view: AuditionView = {
    state: 'silent',
    soundId: null,
    failure: null,
    base: null,
    withBase: true,
    quantise: true,
  }
  private readonly listeners = new Set<() => void>()
  private output: Output | undefined
  private clock: LoopClock | null = null
  /** Every candidate that sounds, is about to, or fades away. */
  private readonly voices = new Set<Voice>()
  private current: Voice | undefined
  private baseVoice: Voice | undefined
  private last: AuditionSound | undefined
  private lastBpm: number | null = null
  private readonly levels = new WeakMap<AudioBuffer, SoundLevel>()
  private readonly rounds = new WeakMap<AudioBuffer, AudioBuffer>()
  /** Grows with every command, so that one that was overtaken can tell. */
  private command = 0
  private users = 0

  constructor(private readonly options: AuditionOptions) {}

  /** For `useSyncExternalStore`. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  read = (): AuditionView => this.view

  /** Tell that somebody shows it; when nobody does any more, it falls silent. */
  hold = (): (() => void) => {
    this.users += 1
    return () => {
      this.users -= 1
      if (this.users > 0) return
      this.stop()
      leaveSound(this)
    }
  }

  /** What is heard, or was heard last. */
  heard = (): AuditionSound | undefined => this.last

  playing = (): boolean => this.view.state === 'playing' || this.view.state === 'loading'

  pause = (): void => this.stop()

  /** Play a sound, or stop it; without one, the one that was heard last. */
  toggle = (sound: AuditionSound | undefined = this.last): void => {
    if (this.playing() && (!sound || sound.id === this.view.soundId)) this.stop()
    else if (sound) void this.play(sound)
  }

  /** How far into its file the sound is, 0 to 1; null while none is heard. */
  progress = (): number | null => {
    if (!this.output || !this.current) return null
    return this.current.progress(this.output.context.currentTime)
  }

  /** Fetch what may be heard next. */
  prefetch = (sounds: readonly AuditionSound[]): void => {
    this.options.bank.expect(sounds.map((sound) => sound.url))
  }

  /** Let what sounds go on as it is among these: in another tempo, if they are for another one. */
  refit = (sounds: readonly AuditionSound[]): void => {
    const fitted = sounds.find(({ id }) => id === this.last?.id)
    if (!fitted || fitted.url === this.last?.url) return
    if (this.playing()) void this.play(fitted)
    else this.last = fitted
  }

  /** Choose what candidates are heard against. */
  setBase = (base: AuditionSound | null): void => {
    if (base?.url === this.view.base?.url) return
    this.show({ base })
    this.playOn()
  }

  setWithBase = (withBase: boolean): void => {
    this.show({ withBase })
    this.playOn()
  }

  setQuantise = (quantise: boolean): void => this.show({ quantise })

  /** Fall silent. */
  stop = (): void => {
    this.command += 1
    this.hush()
    this.show({ state: 'silent', failure: null })
  }

  /** Play a sound as soon as it is there; what sounds goes on until then. */
  play = async (sound: AuditionSound): Promise<void> => {
    this.command += 1
    const mine = this.command
    this.last = sound
    takeSound(this)
    this.show({ state: 'loading', soundId: sound.id, failure: null })
    const { bank } = this.options
    const base = this.baseFor(sound)
    bank.keepOnly(base ? [sound.url, base.url] : [sound.url])
    try {
      const output = this.getOutput()
      const [buffer, baseBuffer] = await Promise.all([
        bank.get(sound.url),
        base && bank.get(base.url).catch((error: unknown) => this.missBase(mine, base, error)),
        output.context.state === 'suspended' && output.context.resume(),
      ])
      if (mine !== this.command) return
      const joined = base && baseBuffer ? { sound: base, buffer: baseBuffer } : null
      this.begin(output, { sound, buffer }, joined)
    } catch (error) {
      if (mine === this.command) this.fail(sound, error)
      return
    }
    this.show({ state: 'playing' })
  }

  /** What changed is heard while it plays. */
  private playOn(): void {
    if (this.playing() && this.last) void this.play(this.last)
  }

  /** Return what a sound is heard against: nothing is heard against itself. */
  private baseFor(sound: AuditionSound): AuditionSound | null {
    const { base, withBase } = this.view
    if (!withBase || !base || base.id === sound.id || base.bpm !== sound.bpm) return null
    return base
  }

  private missBase(mine: number, base: AuditionSound, error: unknown): null {
    const why = error instanceof Error ? error.message : String(error)
    if (mine === this.command) this.show({ failure: `“${base.title}” cannot join in: ${why}` })
    return null
  }

  private begin(output: Output, candidate: Heard, base: Heard | null): void {
    const { sound } = candidate
    if (this.lastBpm !== sound.bpm) this.hush()
    this.lastBpm = sound.bpm
    const once = sound.isOneShot && !base
    const [gain = 1, baseGain = 1] = matchedGains(
      (base ? [candidate, base] : [candidate]).map((heard) => this.levelOf(heard)),
    )
    const voice = this.makeVoice(output, candidate, once)
    const baseVoice = base && this.voiceOf(output, base)
    // All that takes time is done: from here on every millisecond counts.
    const atS = this.startOf(output, sound.bpm, once)
    for (const other of this.voices) other.end(atS)
    voice.begin({ atS, offsetS: this.offsetOf(voice, atS), gain })
    // In a round it comes on the first beat of a bar; whoever pressed a button hears it at once.
    if (sound.isOneShot && !once && this.clock) {
      const barS = nextGridS(this.clock, atS, BEATS_PER_BAR)
      if (barS > atS) voice.hit(atS, barS)
    }
    this.voices.add(voice)
    this.current = voice
    voice.onOver(() => this.forget(voice))
    this.joinBase(baseVoice, atS, baseGain)
  }

  /** Return when the next change is heard; begin to count beats where nothing goes on. */
  private startOf({ context }: Output, bpm: number | null, once: boolean): number {
    const soonS =
      Math.ceil((context.currentTime + LEAD_S) * context.sampleRate) / context.sampleRate
    const goesOn = this.baseVoice !== undefined || this.current?.round != null
    if (!goesOn) this.clock = bpm === null ? null : makeClock(bpm, context.sampleRate, soonS)
    if (!this.clock || once || !goesOn || !this.view.quantise) return soonS
    return nextGridS(this.clock, soonS, 1)
  }

  private makeVoice({ context, master }: Output, { sound, buffer }: Heard, once: boolean): Voice {
    if (once) return new Voice(context, master, buffer, null)
    const frames = roundFrames(buffer, sound.bpm, sound.isOneShot)
    const known = this.rounds.get(buffer)
    const round = known?.length === frames ? known : lasting(context, buffer, frames)
    this.rounds.set(buffer, round)
    return new Voice(context, master, buffer, round)
  }

  /** Where in its round a voice is when it comes in. */
  private offsetOf({ round }: Voice, atS: number): number {
    return this.clock && round ? phaseS(this.clock, atS, round.length) : 0
  }

  /** Return my loop as it sounds already, else made ready to. */
  private voiceOf(output: Output, base: Heard): Voice {
    if (this.baseVoice?.buffer === base.buffer) return this.baseVoice
    return this.makeVoice(output, base, false)
  }

  private joinBase(voice: Voice | null, atS: number, gain: number): void {
    if (voice && voice === this.baseVoice) {
      voice.setGain(gain, atS)
      return
    }
    this.baseVoice?.end(atS)
    this.baseVoice = voice ?? undefined
    voice?.begin({ atS, offsetS: this.offsetOf(voice, atS), gain })
    voice?.onOver(() => undefined)
  }

  private forget(voice: Voice): void {
    this.voices.delete(voice)
    if (voice !== this.current) return
    this.current = undefined
    if (this.view.state === 'playing') this.stop()
  }

  /** End all that sounds. */
  private hush(): void {
    const nowS = this.output?.context.currentTime ?? 0
    for (const voice of this.voices) voice.end(nowS)
    this.baseVoice?.end(nowS)
    this.current = undefined
    this.baseVoice = undefined
    this.clock = null
  }

  private fail(sound: AuditionSound, error: unknown): void {
    this.hush()
    const why = error instanceof Error ? error.message : String(error)
    this.show({ state: 'failed', failure: `“${sound.title}” cannot be played: ${why}` })
  }

  private levelOf({ sound, buffer }: Heard): SoundLevel {
    const known = this.levels.get(buffer)
    if (known) return known
    const channels = Array.from({ length: buffer.numberOfChannels }, (_, channel) =>
      buffer.getChannelData(channel),
    )
    const level = levelOf(channels, sound.loudnessLufs)
    this.levels.set(buffer, level)
    return level
  }

  /** Make the way out when it is first needed; it is as loud as the player. */
  private getOutput(): Output {
    if (!this.output) {
      const context = this.options.context()
      const master = context.createGain()
      master.connect(context.destination)
      const follow = ({ volume, muted }: PlayerState) => {
        master.gain.setTargetAtTime(muted ? 0 : volume, context.currentTime, 0.01)
      }
      follow(usePlayer.getState())
      usePlayer.subscribe(follow)
      this.output = { context, master }
    }
    return this.output
  }

  private show(part: Partial<AuditionView>): void {
    this.view = { ...this.view, ...part }
    for (const listener of this.listeners) listener()
  }
}

/** A sound with its samples. */
interface Heard {
  sound: AuditionSound
  buffer: AudioBuffer
}

interface Output {
  context: AudioContext
  master: GainNode
}

/** The page's one way to hear samples. */
export const audition = new Audition({ context: soundContext, bank: new SoundBank() })
