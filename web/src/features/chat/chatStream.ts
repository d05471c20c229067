import { ApiError, api, type Schemas, unwrap } from '../../api/client'

export type ChatRequest = Schemas['ChatIn']
export type ChatLine = Schemas['ChatLineOut']
export type ChatTurn = Schemas['ChatTurnOut']
export type ChatStreamEvent =
  | Schemas['ChatLogEvent']
  | Schemas['ChatDoneEvent']
  | Schemas['ChatErrorEvent']

/** Ask, and be told line by line what is understood and done; return the answer. */
export async function askChat(
  body: ChatRequest,
  onLine: (line: ChatLine) => void,
  signal: AbortSignal,
): Promise<ChatTurn> {
  const stream = (await unwrap(
    api.POST('/api/v1/chat/stream', { body, parseAs: 'stream', signal }),
  )) as unknown as ReadableStream<Uint8Array>
  for await (const data of readMessages(stream)) {
    const event = JSON.parse(data) as ChatStreamEvent
    if (event.type === 'log') onLine(event.line)
    else if (event.type === 'done') return event.turn
    else throw new ApiError(event)
  }
  throw new ApiError({
    code: 'broken_off',
    detail: 'The answer broke off before its end. Ask again.',
  })
}

/** Read what a stream of server-sent events says, message by message, as they come. */
export async function* readMessages(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<string, void, void> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  let data: string[] = []
  try {
    for (;;) {
      const { done, value } = await reader.read()
      rest += decoder.decode(value, { stream: !done })
      const lines = rest.split(/\r\n|\n|\r(?!$)/) // a \r at the end may be half of a \r\n
      rest = done ? '' : (lines.pop() ?? '')
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) yield data.join('\n')
          data = []
        } else if (line.startsWith('data:')) {
          data.push(line.slice('data:'.length).replace(/^ /, ''))
        }
      }
      if (done) break
    }
    if (data.length > 0) yield data.join('\n')
  } finally {
    // Whoever stops reading wants no more of it.
    await reader.cancel().catch(() => undefined)
  }
}
