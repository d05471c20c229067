import { audioUrl } from '../api/client'
import { makePlayCounter, reportPlay } from './playCounter'
import { type PlayerState, type QueueTrack, usePlayer } from './player'
import { type SoundSource, takeSound } from './soundOwner'

/** The player as one of those that may sound. */
export const playerSound: SoundSource = {
  playing: () => usePlayer.getState().playing,
  pause: () => usePlayer.getState().pause(),
  toggle: () => usePlayer.getState().toggle(),
}

/**
 * The page's one `<audio>` element, driven by the player's store. It lives outside React: pages
 * come and go, the sound stays, and the position is read per frame without a render.
 */
class Playback {
  private element: HTMLAudioElement | undefined
  private failures = 0
  private onFailure: (title: string) => void = () => {}
  private readonly counter = makePlayCounter(reportPlay)

  /** Begin to follow the store; return how to stop. */
  attach(onFailure: (title: string) => void): () => void {
    this.onFailure = onFailure
    const audio = this.audio
    const setLevel = (state: PlayerState) => {
      audio.volume = volumeOf(state)
      audio.muted = state.muted
    }
    setLevel(usePlayer.getState())
    const leaveStore = usePlayer.subscribe((state, before) => {
      const begins = state.playing && !before.playing
      if (begins || state.startNumber !== before.startNumber) takeSound(playerSound)
      setLevel(state) // before it sounds: the next track may be a louder one
      if (state.startNumber !== before.startNumber) this.start()
      else if (state.playing !== before.playing) this.follow(state.playing)
    })
    const listeners = new AbortController()
    const { signal } = listeners
    audio.addEventListener('ended', () => void this.advance(), { signal })
    audio.addEventListener('error', () => void this.skip(), { signal })
    audio.addEventListener('timeupdate', () => this.count(), { signal })
    audio.addEventListener('playing', () => (this.failures = 0), { signal })
    answerMediaKeys()
    return () => {
      leaveStore()
      listeners.abort()
      audio.pause()
    }
  }

  get position(): number {
    return this.element?.currentTime ?? 0
  }

  /** The length as the browser knows it; 0 until it does. */
  get duration(): number {
    const duration = this.element?.duration ?? 0
    return Number.isFinite(duration) ? duration : 0
  }

  seek(seconds: number): void {
    this.load()
    this.audio.currentTime = Math.max(0, seconds)
  }

  /** Go back to the beginning, or to the track before when this one has just begun. */
  async back(): Promise<void> {
    if (this.position > RESTART_AFTER_S || !(await usePlayer.getState().step(-1))) this.seek(0)
  }

  private get audio(): HTMLAudioElement {
    if (!this.element) {
      this.element = new Audio()
      this.element.preload = 'none'
      this.element.dataset.player = ''
      document.body.append(this.element)
    }
    return this.element
  }

  /** Point the element at the track of the store, unless it is there already. */
  private load(): void {
    const { track } = usePlayer.getState()
    if (track && this.audio.getAttribute('src') !== addressOf(track)) {
      this.audio.src = addressOf(track)
    }
  }

  /** Tell the counter of plays how far the sound is. */
  private count(): void {
    const { track } = usePlayer.getState()
    // What has an address of its own is no track of the library.
    if (!track || track.url || this.audio.paused) return
    this.counter.hear(track, this.position)
  }

  private start(): void {
    this.counter.begin()
    this.load()
    showOnMediaKeys(usePlayer.getState().track)
    this.audio.currentTime = 0
    this.follow(true)
  }

  private follow(playing: boolean): void {
    if (!playing) {
      this.audio.pause()
      return
    }
    this.load()
    this.audio.play().catch((error: DOMException) => {
      // A newer command interrupts an older one (AbortError): that is no failure. A browser that
      // wants a gesture first (NotAllowedError) must not show a pause button.
      if (error.name === 'NotAllowedError') usePlayer.getState().pause()
    })
  }

  private async advance(again = usePlayer.getState().repeat === 'one'): Promise<void> {
    const { step, pause } = usePlayer.getState()
    if (again) this.start()
    else if (!(await step(1))) pause()
  }

  private async skip(): Promise<void> {
    this.onFailure(usePlayer.getState().track?.title ?? 'This track')
    this.failures += 1
    if (this.failures >= FAILURES_IN_A_ROW) usePlayer.getState().pause()
    else await this.advance(false)
  }
}

function addressOf(track: QueueTrack): string {
  return track.url ?? audioUrl(track.id)
}

/** Return the volume of the element: the player's, turned down as far as the track asks. */
export function volumeOf({ volume, track }: Pick<PlayerState, 'volume' | 'track'>): number {
  return volume * 10 ** (Math.min(0, track?.gain_db ?? 0) / 20)
}

/** Let the keys of a keyboard or headset, and what the system shows of a player, speak to it. */
function answerMediaKeys(): void {
  const answers: Partial<Record<MediaSessionAction, MediaSessionActionHandler>> = {
    play: playerSound.toggle,
    pause: playerSound.pause,
    nexttrack: () => void usePlayer.getState().step(1),
    previoustrack: () => void playback.back(),
    seekto: ({ seekTime }) => playback.seek(seekTime ?? 0),
  }
  for (const [action, answer] of Object.entries(answers)) {
    navigator.mediaSession?.setActionHandler(action as MediaSessionAction, answer)
  }
}

function showOnMediaKeys(track: QueueTrack | null): void {
  if (!track || !navigator.mediaSession) return
  const { title, artist } = track
  navigator.mediaSession.metadata = new MediaMetadata({ title, artist })
}

const RESTART_AFTER_S = 3
const FAILURES_IN_A_ROW = 3 // then the fault is not the tracks'

export const playback = new Playback()
