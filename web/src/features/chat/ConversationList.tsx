import { ActionIcon } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { messageOf } from '../../api/client'
import { formatAge, formatMoment } from '../../ui/format'
import { useHidden } from '../../ui/undo'
import classes from './Chat.module.css'
import { type ConversationLine, conversationsQuery, useRemoveConversation } from './chatQueries'

interface ConversationListProps {
  openId: string | undefined
  onOpen: (id?: string) => void
}

/** List what was talked about before, the latest first. */
export function ConversationList({ openId, onOpen }: ConversationListProps) {
  const { data, error } = useQuery(conversationsQuery)
  const hidden = useHidden()
  const conversations = data?.filter(({ id }) => !hidden(`conversation:${id}`))
  const wide = useMediaQuery('(min-width: 62em)') ?? true
  if (error && !conversations) {
    return (
      <p className={classes.listNote} role="alert">
        {messageOf(error)}
      </p>
    )
  }
  // Beside the talk its room is kept, so that nothing moves when it comes.
  if (!conversations?.length) return wide ? <Nobody loading={!conversations} /> : null
  const list = (
    <ul className={classes.conversations} aria-label="Conversations">
      {conversations.map((one) => (
        <Line key={one.id} conversation={one} opened={one.id === openId} onOpen={onOpen} />
      ))}
    </ul>
  )
  if (wide) return <aside className={classes.side}>{list}</aside>
  return (
    <details className={classes.details}>
      <summary>Earlier conversations</summary>
      {list}
    </details>
  )
}

function Nobody({ loading }: { loading: boolean }) {
  return (
    <aside className={classes.side}>
      {!loading && <p className={classes.listNote}>Earlier conversations are listed here.</p>}
    </aside>
  )
}

interface LineProps {
  conversation: ConversationLine
  opened: boolean
  onOpen: (id?: string) => void
}

function Line({ conversation, opened, onOpen }: LineProps) {
  const { id, title, updated_at } = conversation
  const remove = useRemoveConversation(conversation, () => {
    if (opened) onOpen(undefined)
  })
  return (
    <li className={classes.conversation} data-opened={opened || undefined}>
      <button
        type="button"
        className={classes.conversationName}
        aria-current={opened || undefined}
        onClick={() => onOpen(id)}
      >
        <span>{title}</span>
        <small title={formatMoment(updated_at)}>{formatAge(updated_at)}</small>
      </button>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Delete ${title}`}
        title="Delete"
        onClick={remove}
      >
        <Trash2 size={15} />
      </ActionIcon>
    </li>
  )
}
