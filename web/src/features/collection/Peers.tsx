import { Badge, Button } from '@mantine/core'
import { Download, Plus, Trash2, Upload } from 'lucide-react'
import { useState } from 'react'
import { announceError } from '../../ui/announce'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { FollowedJob } from '../../ui/FollowedJob'
import { formatAge, formatNumberOf } from '../../ui/format'
import { Fact, IconButton, Item, ItemList, ItemSection } from '../../ui/ItemList'
import { lazyDialog } from '../../ui/lazyDialog'
import classes from './Collection.module.css'
import { type Collection, type Peer, useDeed } from './collectionApi'
import { outcomeInWords } from './collectionWords'
import { TrustStep } from './TrustStep'

const PeerDialog = lazyDialog(async () => (await import('./PeerDialog')).PeerDialog)

/** Other Menuras that this one fetches from and sends to. */
export function Peers({ collection }: { collection: Collection }) {
  const [adding, setAdding] = useState(false)
  return (
    <ItemSection label="Other Menuras">
      {collection.peers.length === 0 && (
        <p className={classes.words}>
          None yet. Who runs another Menura makes a token for you on this page of theirs; with that
          you fetch what they share, and send them what you share.
        </p>
      )}
      <ItemList label="Other Menuras">
        {collection.peers.map((peer) => (
          <PeerItem key={peer.id} peer={peer} share={collection.share} />
        ))}
      </ItemList>
      <Button
        variant="default"
        w="fit-content"
        leftSection={<Plus size={16} />}
        onClick={() => setAdding(true)}
      >
        Add a Menura…
      </Button>
      <PeerDialog opened={adding} onClose={() => setAdding(false)} />
    </ItemSection>
  )
}

function PeerItem({ peer, share }: { peer: Peer; share: boolean }) {
  const [jobId, setJobId] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const pull = useDeed('pull')
  const push = useDeed('push')
  const remove = useDeed('removePeer')
  const confirm = useDeed('confirmPeer')
  const follow = (title: string) => ({
    onSuccess: (job: { job_id: string }) => setJobId(job.job_id),
    onError: (error: Error) => announceError(title, error),
  })
  const fetch = () => pull.mutate(peer.id, follow(`Nothing can be fetched from ${peer.name}`))
  return (
    <Item
      name={peer.name}
      facts={
        <>
          <Fact>
            {peer.url}{' '}
            {peer.signer === null && (
              <Badge size="sm" variant="light" color="yellow" tt="none" c="var(--warn-text)">
                key not confirmed
              </Badge>
            )}
          </Fact>
          <Fact>{exchangedWords(peer)}</Fact>
        </>
      }
      buttons={
        <>
          <Button
            variant="default"
            size="xs"
            leftSection={<Download size={14} />}
            aria-label={`Fetch from ${peer.name}`}
            loading={pull.isPending}
            onClick={fetch}
          >
            Fetch
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<Upload size={14} />}
            aria-label={`Send to ${peer.name}`}
            title={share ? undefined : 'Sharing is switched off'}
            disabled={!share}
            loading={push.isPending}
            onClick={() => push.mutate(peer.id, follow(`Nothing can be sent to ${peer.name}`))}
          >
            Send
          </Button>
          <IconButton
            icon={Trash2}
            label={`Remove ${peer.name}`}
            title="Remove this Menura"
            onClick={() => setAsking(true)}
          />
        </>
      }
    >
      {jobId && (
        <>
          <FollowedJob jobId={jobId} whenDone={outcomeInWords} onClose={() => setJobId(null)} />
          <TrustStep
            jobId={jobId}
            what={`What ${peer.name} shares`}
            pending={confirm.isPending || pull.isPending}
            onTrust={({ fingerprint }) =>
              confirm.mutate(
                { id: peer.id, signer: fingerprint },
                {
                  onSuccess: fetch,
                  onError: (error) => announceError('The key is not confirmed', error),
                },
              )
            }
          />
        </>
      )}
      <ConfirmDialog
        opened={asking}
        title={`Remove “${peer.name}”?`}
        action="Remove it"
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(peer.id, { onSuccess: () => setAsking(false) })}
        onClose={() => setAsking(false)}
      >
        Its address and token are forgotten. What was taken in from it stays, until its key is
        trusted no longer. A token that you made for it still opens this Menura: take it back below.
      </ConfirmDialog>
    </Item>
  )
}

function exchangedWords(peer: Peer): string {
  const parts = [
    peer.last_pull_at &&
      `fetched ${formatAge(peer.last_pull_at)}, ${formatNumberOf(peer.pulled_tracks, 'track')} in all`,
    peer.last_push_at &&
      `sent ${formatAge(peer.last_push_at)}, ${formatNumberOf(peer.pushed_tracks, 'track')} in all`,
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(' · ') : 'nothing exchanged yet'
}
