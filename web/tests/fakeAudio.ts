/** A change of a gain that was asked for. */
interface GainChange {
  to: number
  at: number
}

class FakeParam {
  value = 1
  readonly changes: GainChange[] = []
  cancelScheduledValues() {}
  setValueAtTime(to: number, at: number) {
    this.changes.push({ to, at })
    this.value = to
  }
  linearRampToValueAtTime(to: number, at: number) {
    this.setValueAtTime(to, at)
  }
  setTargetAtTime(to: number, at: number) {
    this.setValueAtTime(to, at)
  }
}

class FakeNode {
  readonly targets: unknown[] = []
  connect(target: unknown) {
    this.targets.push(target)
  }
  disconnect() {
    this.targets.length = 0
  }
}

export class FakeGain extends FakeNode {
  readonly gain = new FakeParam()
}

export class FakeBuffer {
  readonly data: Float32Array[]
  constructor(
    readonly numberOfChannels: number,
    readonly length: number,
    readonly sampleRate: number,
  ) {
    this.data = Array.from({ length: numberOfChannels }, () => new Float32Array(length))
  }
  get duration() {
    return this.length / this.sampleRate
  }
  getChannelData(channel: number) {
    return this.data[channel] ?? new Float32Array(0)
  }
  copyToChannel(samples: Float32Array, channel: number) {
    this.data[channel]?.set(samples)
  }
}

/** A source as it was started: when, from where in its buffer, and into which node. */
export class FakeSource extends FakeNode {
  buffer: FakeBuffer | null = null
  onended: (() => void) | null = null
  loop = false
  loopEnd = 0
  when = Number.NaN
  offset = 0
  stoppedAt: number | null = null
  start(when: number, offset: number) {
    this.when = when
    this.offset = offset
  }
  stop(when: number) {
    this.stoppedAt = when
  }
}

/** An audio context whose clock a test moves by hand. */
export class FakeContext {
  currentTime = 1
  state = 'suspended'
  readonly sampleRate = 48_000
  readonly destination = new FakeNode()
  readonly gains: FakeGain[] = []
  readonly sources: FakeSource[] = []
  resume = async () => {
    this.state = 'running'
  }
  createGain() {
    const gain = new FakeGain()
    this.gains.push(gain)
    return gain
  }
  createBufferSource() {
    const source = new FakeSource()
    this.sources.push(source)
    return source
  }
  createBuffer(channels: number, length: number, rate: number) {
    return new FakeBuffer(channels, length, rate)
  }
  decodeAudioData = async (bytes: ArrayBuffer) => {
    const frames = (bytes.byteLength - 44) / 6
    return new FakeBuffer(2, frames, this.sampleRate)
  }
}

/** Write a stereo WAV file of 24 bits; `sampleAt` gives whole numbers. */
export function wavFile(
  frames: number,
  sampleAt: (frame: number, channel: number) => number = () => 0,
  rate = 48_000,
): ArrayBuffer {
  const bytes = new ArrayBuffer(44 + frames * 6)
  const view = new DataView(bytes)
  const text = (at: number, words: string) => {
    for (const [i, char] of [...words].entries()) view.setUint8(at + i, char.charCodeAt(0))
  }
  text(0, 'RIFF')
  view.setUint32(4, bytes.byteLength - 8, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 2, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * 6, true)
  view.setUint16(32, 6, true)
  view.setUint16(34, 24, true)
  text(36, 'data')
  view.setUint32(40, frames * 6, true)
  for (let frame = 0; frame < frames; frame++) {
    for (const channel of [0, 1]) {
      const value = sampleAt(frame, channel)
      const at = 44 + frame * 6 + channel * 3
      view.setUint16(at, value & 0xffff, true)
      view.setInt8(at + 2, value >> 16)
    }
  }
  return bytes
}

/** Answer requests for files, in ranges where they are asked for. */
export function fileServer(files: Record<string, ArrayBuffer>) {
  const asked: string[] = []
  const answer = async (url: string, init?: RequestInit): Promise<Response> => {
    const range = new Headers(init?.headers).get('Range')
    asked.push(`${url} ${range ?? 'whole'}`)
    const file = files[url]
    if (!file) return new Response(null, { status: 404 })
    const found = /bytes=(\d+)-(\d+)/.exec(range ?? '')
    if (!found) return new Response(file)
    return new Response(file.slice(Number(found[1]), Number(found[2]) + 1), { status: 206 })
  }
  return { asked, answer }
}
