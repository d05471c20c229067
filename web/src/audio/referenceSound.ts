import type { ReferenceSound } from './stemEngine'

/** Plays a reference round and round, streamed: it needs to be in step with nothing. */
export class StreamedReference implements ReferenceSound {
  readonly output: AudioNode
  private readonly element = new Audio()

  constructor(
    context: AudioContext,
    url: string,
    /** Where its loudest part begins: that is what is worth comparing. */
    private readonly startS: number,
  ) {
    this.element.src = url
    this.element.preload = 'none'
    this.element.loop = true
    this.output = context.createMediaElementSource(this.element)
  }

  play = async (): Promise<void> => {
    if (this.element.readyState === 0 && this.startS > 0) this.element.currentTime = this.startS
    await this.element.play()
  }

  pause = (): void => {
    this.element.pause()
  }

  /** End the download, too. */
  close(): void {
    this.element.pause()
    this.element.removeAttribute('src')
    this.element.load()
  }
}
