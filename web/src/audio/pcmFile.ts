/** How the samples of a WAV file lie in it. */
export interface PcmLayout {
  sampleRate: number
  channels: number
  bytesPerSample: number
  isFloat: boolean
  /** The first byte of the first frame. */
  dataStart: number
  frames: number
}

const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe
/** Enough for the chunks that programs write before the samples. */
export const HEAD_BYTES = 4096

/** Read the layout of a WAV file from its beginning. */
export function readLayout(head: ArrayBuffer): PcmLayout {
  const view = new DataView(head)
  if (head.byteLength < 12 || word(view, 0) !== 'RIFF' || word(view, 8) !== 'WAVE') {
    throw new Error('This is not a WAV file.')
  }
  let format: Omit<PcmLayout, 'dataStart' | 'frames'> | undefined
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const size = view.getUint32(at + 4, true)
    const start = at + 8
    if (word(view, at) === 'fmt ' && start + 16 <= view.byteLength) format = readFormat(view, start)
    if (word(view, at) === 'data' && format) {
      const frames = Math.floor(size / (format.channels * format.bytesPerSample))
      return { ...format, dataStart: start, frames }
    }
    at = start + size + (size % 2)
  }
  throw new Error('The samples of this WAV file cannot be found.')
}

function readFormat(view: DataView, start: number): Omit<PcmLayout, 'dataStart' | 'frames'> {
  const tag = view.getUint16(start, true)
  const kind = tag === EXTENSIBLE ? view.getUint16(start + 24, true) : tag
  const bits = view.getUint16(start + 14, true)
  const known = (kind === PCM && [16, 24, 32].includes(bits)) || (kind === FLOAT && bits === 32)
  if (!known) throw new Error(`WAV files of this kind (${bits} bits) cannot be played here.`)
  return {
    channels: view.getUint16(start + 2, true),
    sampleRate: view.getUint32(start + 4, true),
    bytesPerSample: bits / 8,
    isFloat: kind === FLOAT,
  }
}

function word(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)))
}

/** Turn whole frames of a file into one array of samples, -1 to 1, for each channel. */
export function decodeFrames(bytes: ArrayBuffer, layout: PcmLayout): Float32Array<ArrayBuffer>[] {
  const { channels, bytesPerSample } = layout
  const view = new DataView(bytes)
  const read = sampleReader(view, layout)
  const frames = Math.floor(bytes.byteLength / (channels * bytesPerSample))
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(frames)
    let at = channel * bytesPerSample
    for (let frame = 0; frame < frames; frame++) {
      samples[frame] = read(at)
      at += channels * bytesPerSample
    }
    return samples
  })
}

function sampleReader(view: DataView, layout: PcmLayout): (at: number) => number {
  if (layout.isFloat) return (at) => view.getFloat32(at, true)
  if (layout.bytesPerSample === 2) return (at) => view.getInt16(at, true) / 2 ** 15
  if (layout.bytesPerSample === 4) return (at) => view.getInt32(at, true) / 2 ** 31
  return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23
}
