import { Badge, Button } from '@mantine/core'
import { Send, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { SentPlaylist } from '../api/sources'
import { announceError } from './announce'
import { ConfirmDialog } from './ConfirmDialog'
import { FollowedJob } from './FollowedJob'
import { Fact, IconButton, Item } from './ItemList'
import { useDeleteThere, useSend } from './sentActions'
import { SENT_WORDS, sentFacts, sentState } from './sentWords'

const COLORS = { current: 'green', outdated: 'yellow', unfinished: 'yellow', gone: 'gray' } as const

interface SentItemProps {
  sent: SentPlaylist
  /** What the line is called: the playlist on a page of the source, the source on the other. */
  name: ReactNode
}

/** Show a playlist that Menura keeps on a server: to send it again, or to delete it there. */
export function SentItem({ sent, name }: SentItemProps) {
  const [asking, setAsking] = useState(false)
  const [jobId, setJobId] = useState<string | null>(null)
  const sending = useSend(sent.playlist_id)
  const deleting = useDeleteThere(sent.playlist_id, sent.source_id)
  const state = sentState(sent)
  const place = sent.source_name || 'a server that was removed'
  return (
    <Item
      name={name}
      facts={
        <Fact title={SENT_WORDS[state].hint}>
          <Badge
            size="sm"
            variant="light"
            color={COLORS[state]}
            tt="none"
            fw={550}
            c={inkOf(state)}
          >
            {SENT_WORDS[state].name}
          </Badge>{' '}
          {sentFacts(sent)}
        </Fact>
      }
      buttons={
        <>
          {state !== 'gone' && (
            <Button
              variant="default"
              size="xs"
              leftSection={<Send size={14} />}
              aria-label={`Send ${sent.name} to ${place} again`}
              loading={sending.isPending}
              onClick={() =>
                sending.mutate(sent.source_id, {
                  onSuccess: ({ job_id }) => setJobId(job_id ?? null),
                  onError: (error) => announceError('It cannot be sent', error),
                })
              }
            >
              Send again
            </Button>
          )}
          <IconButton
            icon={Trash2}
            label={`Delete ${sent.name} on ${place}`}
            title="Delete it there; here it stays"
            onClick={() => setAsking(true)}
          />
        </>
      }
    >
      {jobId && <FollowedJob jobId={jobId} onClose={() => setJobId(null)} />}
      <ConfirmDialog
        opened={asking}
        title={`Delete “${sent.name}” on ${place}?`}
        action="Delete it there"
        pending={deleting.isPending}
        error={deleting.error}
        onConfirm={() =>
          deleting.mutate(undefined, {
            onSuccess: ({ job_id }) => {
              setAsking(false)
              setJobId(job_id)
            },
          })
        }
        onClose={() => setAsking(false)}
      >
        Only the playlist that Menura made there is deleted; no track is, and nothing here.
      </ConfirmDialog>
    </Item>
  )
}

function inkOf(state: keyof typeof COLORS): string {
  if (state === 'current') return 'var(--good-text)'
  return state === 'gone' ? 'var(--mantine-color-dimmed)' : 'var(--warn-text)'
}
