import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { api, type Schemas, unwrap } from '../../api/client'
import { forgetQuery, keys } from '../../api/queries'
import { deleteWithUndo } from '../../ui/undo'

export type Conversation = Schemas['ConversationOut']
export type ConversationLine = Schemas['ConversationLineOut']
export type ChatMode = Schemas['ChatMode']

const byId = (id: string) => ({ path: { conversation_id: id } })

export const chatOptionsQuery = queryOptions({
  queryKey: [...keys.chat, 'options'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/chat/options', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

export const conversationsQuery = queryOptions({
  queryKey: [...keys.chat, 'list'],
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET('/api/v1/chat/conversations', { signal }))).items,
})

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.chat, 'one', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/chat/conversations/{conversation_id}', { params: byId(id), signal })),
    staleTime: 30_000,
    retry: false,
  })

/** Return how to delete a conversation. */
export function useRemoveConversation({ id, title }: ConversationLine, onHidden: () => void) {
  const client = useQueryClient()
  return () =>
    deleteWithUndo({
      key: `conversation:${id}`,
      name: title,
      message: 'Playlists that were saved of it stay.',
      commit: () =>
        unwrap(api.DELETE('/api/v1/chat/conversations/{conversation_id}', { params: byId(id) })),
      onHidden,
      onDone: () => {
        forgetQuery(client, conversationQuery(id).queryKey)
        void client.invalidateQueries({ queryKey: conversationsQuery.queryKey })
      },
    })
}
