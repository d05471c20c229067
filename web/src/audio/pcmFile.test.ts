import { expect, test } from 'vitest'
import { wavFile } from '../../tests/fakeAudio'
import { decodeFrames, readLayout } from './pcmFile'

test('a layout is read from the head of a file', () => {
  expect(readLayout(wavFile(100))).toEqual({
    sampleRate: 48_000,
    channels: 2,
    bytesPerSample: 3,
    isFloat: false,
    dataStart: 44,
    frames: 100,
  })
})

test('chunks that stand before the samples are passed over', () => {
  const plain = new Uint8Array(wavFile(10))
  const note = new Uint8Array(
    [...'LIST'].map((c) => c.charCodeAt(0)).concat([3, 0, 0, 0, 1, 2, 3, 0]),
  )
  const file = new Uint8Array([...plain.slice(0, 36), ...note, ...plain.slice(36)])
  expect(readLayout(file.buffer)).toMatchObject({ dataStart: 56, frames: 10 })
})

test('what is no WAV file is said so', () => {
  expect(() => readLayout(new ArrayBuffer(0))).toThrow('not a WAV file')
  expect(() => readLayout(new TextEncoder().encode('a text, not sound').buffer)).toThrow()
  expect(() => readLayout(wavFile(0).slice(0, 30))).toThrow('cannot be found')
})

test('24 bits become samples with their sign, channel by channel', () => {
  const values = [0, 1, -1, 2 ** 22, -(2 ** 23), 2 ** 23 - 1]
  const file = wavFile(values.length, (frame, channel) => (channel ? -1 : 1) * (values[frame] ?? 0))
  const layout = readLayout(file)
  const [left, right] = decodeFrames(file.slice(layout.dataStart), layout)
  expect([...(left ?? [])]).toEqual(values.map((value) => Math.fround(value / 2 ** 23)))
  expect(right?.[3]).toBe(-0.5)
})

test('16 bits and floats are known, too', () => {
  const layout = { sampleRate: 1, channels: 1, dataStart: 0, frames: 2 }
  const whole = new Int16Array([16_384, -32_768]).buffer
  const [one] = decodeFrames(whole, { ...layout, bytesPerSample: 2, isFloat: false })
  expect([...(one ?? [])]).toEqual([0.5, -1])
  const float = new Float32Array([0.25, -0.75]).buffer
  const [other] = decodeFrames(float, { ...layout, bytesPerSample: 4, isFloat: true })
  expect([...(other ?? [])]).toEqual([0.25, -0.75])
})
