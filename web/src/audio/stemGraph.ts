import type { StemOutputs } from './stemFeed'

/** Changes of gain take this long, so that nothing clicks. */
export const FADE_S = 0.008

/** What the mix is compared with; it runs along on its own once it was chosen. */
export interface ReferenceSound {
  output: AudioNode
  play: () => Promise<void>
  pause: () => void
}

/**
 * The way of the sound: a gain for each stem, one that opens and closes with play and pause, one
 * for each side of a comparison, and one over all.
 */
export class StemGraph {
  readonly outputs: StemOutputs
  private readonly stems = new Map<string, GainNode>()
  private readonly transport: GainNode
  private readonly mixSide: GainNode
  private readonly referenceSide: GainNode
  private readonly master: GainNode

  constructor(
    readonly context: AudioContext,
    ids: readonly string[],
    readonly reference: ReferenceSound | undefined,
  ) {
    this.transport = context.createGain()
    this.mixSide = context.createGain()
    this.referenceSide = context.createGain()
    this.master = context.createGain()
    this.transport.connect(this.mixSide)
    this.mixSide.connect(this.master)
    this.referenceSide.connect(this.master)
    this.master.connect(context.destination)
    this.referenceSide.gain.value = 0
    reference?.output.connect(this.referenceSide)
    for (const id of ids) {
      const gain = context.createGain()
      gain.connect(this.transport)
      this.stems.set(id, gain)
    }
    this.outputs = this.stems
  }

  setStem(id: string, gain: number): void {
    const node = this.stems.get(id)
    if (node) this.fade(node, gain)
  }

  setMaster(gain: number): void {
    this.fade(this.master, gain)
  }

  setSides(mix: number, reference: number): void {
    this.fade(this.mixSide, mix)
    this.fade(this.referenceSide, reference)
  }

  /** Let the stems through from a moment on. */
  open(whenS: number): void {
    const { gain } = this.transport
    gain.cancelScheduledValues(this.context.currentTime)
    gain.setValueAtTime(0, whenS)
    gain.linearRampToValueAtTime(1, whenS + FADE_S)
  }

  /** Let no more through; return when it is quiet. */
  shut(): number {
    this.fade(this.transport, 0)
    return this.context.currentTime + 2 * FADE_S
  }

  close(): void {
    this.reference?.pause()
    this.reference?.output.disconnect()
    this.master.disconnect()
  }

  private fade(node: GainNode, gain: number): void {
    node.gain.cancelScheduledValues(this.context.currentTime)
    node.gain.setTargetAtTime(gain, this.context.currentTime, FADE_S / 4)
  }
}
