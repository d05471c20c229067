import type { ReferenceSound } from './stemGraph'

/** Plays a reference round and round, streamed: it needs to be in step with nothing. */
export class StreamedReference implements ReferenceSound {
  readonly output: AudioNode
  private readonly element = new Audio()

  constructor(context: AudioContext, url: string) {
    this.element.src = url
    this.element.preload = 'none'
    this.element.loop = true
    this.output = context.createMediaElementSource(this.element)
  }

  play = (): Promise<void> => this.element.play()

  pause = (): void => {
    this.element.pause()
  }
}
