import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { MessagesSquare, Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { ErrorState } from '../../ui/ErrorState'
import { Examples } from '../../ui/Examples'
import { formatNumberOf } from '../../ui/format'
import { Page } from '../../ui/Page'
import classes from './Chat.module.css'
import { Composer } from './Composer'
import { ConversationList } from './ConversationList'
import { type ChatMode, chatOptionsQuery, conversationQuery } from './chatQueries'
import type { ChatTurn } from './chatStream'
import { PendingExchange, TurnExchange } from './Exchange'
import { useAsking } from './useAsking'

const route = getRouteApi('/chat')

/** Ask for music in one's own words, and go on from what was found. */
export function ChatPage() {
  const { conversation: openId } = route.useSearch()
  const navigate = useNavigate()
  const [said, setSaid] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const { data: options } = useQuery(chatOptionsQuery)
  const [mode, setMode] = useState<ChatMode>('auto')
  const open = (conversation?: string) =>
    void navigate({ to: '/chat', search: conversation ? { conversation } : {} })
  const { pending, ask, stop, clear, asking } = useAsking((turn) => {
    if (turn.conversation_id !== openId) open(turn.conversation_id)
    setSaid(`${turn.said} ${formatNumberOf(turn.items.length, 'track')}.`)
  })
  const choose = (conversation?: string) => {
    clear()
    open(conversation)
    field.current?.focus()
  }
  const send = (text: string) => {
    void ask({ text, mode, space: 'dsp', conversation_id: openId ?? null })
    field.current?.focus()
  }
  return (
    <Page
      fill
      title="Chat"
      note={options?.model ? `With ${options.model}` : undefined}
      actions={
        <Button
          variant="default"
          leftSection={<Plus size={16} />}
          onClick={() => choose(undefined)}
        >
          New conversation
        </Button>
      }
    >
      <div role="status" className="visually-hidden">
        {said}
      </div>
      <div className={classes.columns}>
        <ConversationList openId={openId} onOpen={choose} />
        <section className={classes.talk} aria-label="Conversation">
          <Stream
            openId={openId}
            last={pending}
            empty={<Welcome examples={options?.examples ?? []} onChoose={send} hidden={asking} />}
          >
            {pending && (
              <PendingExchange pending={pending} onAgain={() => void ask(pending.request)} />
            )}
          </Stream>
          <Composer
            ref={field}
            asking={asking}
            modes={options?.modes ?? []}
            mode={mode}
            onMode={setMode}
            onSend={send}
            onStop={stop}
          />
        </section>
      </div>
    </Page>
  )
}

interface StreamProps {
  openId: string | undefined
  /** What was said last: it is scrolled into view. */
  last: unknown
  empty: React.ReactNode
  children: React.ReactNode
}

/** Show what was said so far, and what is being said. */
function Stream({ openId, last, empty, children }: StreamProps) {
  const { data, error, refetch } = useQuery({
    ...conversationQuery(openId ?? ''),
    enabled: openId !== undefined,
  })
  const turns: readonly ChatTurn[] = (openId && data?.turns) || []
  const scroll = useRef<HTMLElement>(null)
  const count = turns.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: something was said
  useEffect(() => {
    scroll.current?.lastElementChild?.scrollIntoView({ block: 'start' })
  }, [count, last, openId])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
    <section ref={scroll} className={classes.stream} tabIndex={0} aria-label="What was said">
      {openId && error && !data ? (
        <ErrorState
          title="The conversation cannot be shown"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : openId && !data ? (
        <Skeleton height={200} role="status" aria-label="Loading the conversation" />
      ) : null}
      {turns.length === 0 && !last && !openId && empty}
      {turns.map((turn, place) => (
        <TurnExchange
          key={turn.at}
          turn={turn}
          // The tracks of earlier answers are folded away to a few.
          latest={place === turns.length - 1}
        />
      ))}
      {children}
    </section>
  )
}

interface WelcomeProps {
  examples: readonly string[]
  hidden: boolean
  onChoose: (example: string) => void
}

function Welcome({ examples, hidden, onChoose }: WelcomeProps) {
  if (hidden) return null
  return (
    <div className={classes.welcome}>
      <MessagesSquare size={30} aria-hidden="true" />
      <h2>What would you like to hear?</h2>
      <p>
        Name moods, genres, years, tempo, artists, or a track that it should sound like. Then go on:
        “more energetic”, “without live versions”.
      </p>
      {examples.length > 0 && <Examples examples={examples} onChoose={onChoose} />}
    </div>
  )
}
