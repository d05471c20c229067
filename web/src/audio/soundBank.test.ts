import { afterEach, expect, test, vi } from 'vitest'
import { SoundBank } from './soundBank'

const decode = async (bytes: ArrayBuffer) =>
  ({ length: bytes.byteLength, duration: bytes.byteLength }) as AudioBuffer

/** Answer requests by hand. */
function handServer() {
  const open = new Map<string, { answer: (response: Response) => void; signal: AbortSignal }>()
  const asked: string[] = []
  vi.stubGlobal('fetch', (url: string, { signal }: { signal: AbortSignal }) => {
    asked.push(url)
    return new Promise<Response>((resolve, reject) => {
      open.set(url, { answer: resolve, signal })
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  })
  const send = async (url: string, response = new Response(new ArrayBuffer(8))) => {
    open.get(url)?.answer(response)
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { asked, open, send }
}

afterEach(() => vi.unstubAllGlobals())

test('a sound is fetched once, and the oldest one is forgotten', async () => {
  const server = handServer()
  const bank = new SoundBank(decode, 2)
  for (const url of ['a', 'b', 'a', 'c', 'a']) {
    const sound = bank.get(url)
    await server.send(url)
    await sound
  }
  expect(server.asked).toEqual(['a', 'b', 'c'])
  const again = bank.get('b')
  await server.send('b')
  await again
  expect(server.asked).toEqual(['a', 'b', 'c', 'b'])
})

test('long sounds are forgotten sooner, the one at hand never', async () => {
  const server = handServer()
  const bank = new SoundBank(decode)
  for (const [url, seconds] of [
    ['a', 200],
    ['b', 100],
    ['c', 100],
    ['d', 500],
  ] as const) {
    const sound = bank.get(url)
    await server.send(url, new Response(new ArrayBuffer(seconds)))
    await sound
  }
  void bank.get('d')
  expect(server.asked).toEqual(['a', 'b', 'c', 'd'])
  void bank.get('b').catch(() => undefined)
  expect(server.asked).toEqual(['a', 'b', 'c', 'd', 'b'])
})

test('what may be heard next is fetched one after the other, as long as it is expected', async () => {
  const server = handServer()
  const bank = new SoundBank(decode)
  bank.expect(['a', 'b', 'c'])
  expect(server.asked).toEqual(['a'])
  bank.expect(['a', 'd'])
  await server.send('a')
  expect(server.asked).toEqual(['a', 'd'])
  await server.send('d')
  expect(server.asked).toEqual(['a', 'd'])
})

test('a fetch that nobody waits for any more is given up', async () => {
  const server = handServer()
  const bank = new SoundBank(decode)
  const first = bank.get('a').catch((error: Error) => error.name)
  bank.keepOnly(['b'])
  expect(server.open.get('a')?.signal.aborted).toBe(true)
  expect(await first).toBe('AbortError')
})

test('what goes wrong is said in the words of the server, and can be tried again', async () => {
  const server = handServer()
  const bank = new SoundBank(decode)
  const problem = { code: 'not_found', detail: 'The file is gone. Scan the folder again.' }
  const failed = bank.get('a')
  void server.send('a', Response.json(problem, { status: 404 }))
  await expect(failed).rejects.toThrow('The file is gone')
  const again = bank.get('a')
  await server.send('a')
  expect((await again).length).toBe(8)
  const odd = new SoundBank(() => Promise.reject(new DOMException('no', 'EncodingError')))
  const undecoded = odd.get('b')
  void server.send('b')
  await expect(undecoded).rejects.toThrow('cannot be decoded')
})
