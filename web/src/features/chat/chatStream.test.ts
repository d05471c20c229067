import { expect, test, vi } from 'vitest'
import { askChat, type ChatLine, readMessages } from './chatStream'

/** Make a stream of these pieces, cut wherever the network likes to cut. */
function streamOf(...pieces: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) {
        controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece)
      }
      controller.close()
    },
  })
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<string[]> {
  const messages: string[] = []
  for await (const message of readMessages(stream)) messages.push(message)
  return messages
}

test.each([
  ['in one piece', ['data: a\n\ndata: b\n\n'], ['a', 'b']],
  ['cut within a line', ['da', 'ta: a', '\n', '\ndata: b\n\n'], ['a', 'b']],
  ['with other line ends, cut between them', ['data: a\r', '\n\r\ndata: b\r\n\r\n'], ['a', 'b']],
  ['over several lines', ['data: a\ndata: b\n\n'], ['a\nb']],
  ['with comments and other fields', [': ping\n\nevent: x\nid: 1\ndata: a\n\n'], ['a']],
  ['without an end', ['data: a\n\ndata: b'], ['a', 'b']],
  ['empty', [''], []],
])('messages %s are read', async (_, pieces, messages) => {
  expect(await readAll(streamOf(...pieces))).toEqual(messages)
})

test('a letter of several bytes may be cut in two', async () => {
  const bytes = new TextEncoder().encode('data: ♯é\n\n')
  const pieces = [...bytes].map((byte) => new Uint8Array([byte]))
  expect(await readAll(streamOf(...pieces))).toEqual(['♯é'])
})

const line = (text: string): ChatLine => ({ type: 'step', text, details: {} })
const said = (event: unknown) => `data: ${JSON.stringify(event)}\n\n`
const answer = (body: ReadableStream<Uint8Array>) =>
  vi
    .spyOn(globalThis, 'fetch')
    .mockResolvedValue(
      new Response(body, { headers: { 'content-type': 'text/event-stream' } }) as Response,
    )

test('lines are told as they come, and the answer ends them', async () => {
  const turn = { said: 'Here are 3 tracks.' }
  answer(
    streamOf(
      said({ type: 'log', line: line('One.') }),
      said({ type: 'log', line: line('Two.') }),
      said({ type: 'done', turn }),
    ),
  )
  const lines: string[] = []
  const got = await askChat(
    { text: 'calm' } as never,
    ({ text }) => lines.push(text),
    new AbortController().signal,
  )
  expect(lines).toEqual(['One.', 'Two.'])
  expect(got).toEqual(turn)
})

test('what went wrong is told in the words of the server', async () => {
  answer(streamOf(said({ type: 'error', code: 'no_model', detail: 'No model.', field: null })))
  const asking = askChat({ text: 'calm' } as never, () => {}, new AbortController().signal)
  await expect(asking).rejects.toThrow('No model.')
})

test('a stream that breaks off is no answer', async () => {
  answer(streamOf(said({ type: 'log', line: line('One.') })))
  const asking = askChat({ text: 'calm' } as never, () => {}, new AbortController().signal)
  await expect(asking).rejects.toThrow(/broke off/)
})
