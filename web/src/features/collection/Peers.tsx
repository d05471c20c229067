import { Badge, Button } from '@mantine/core'
import { Download, Plus, Trash2, Upload } from 'lucide-react'
import { useState } from 'react'
import { announceError } from '../../ui/announce'
import { FollowedJob } from '../../ui/FollowedJob'
import { formatAge, formatNumberOf } from '../../ui/format'
import { Fact, IconButton, Item, ItemList, ItemSection } from '../../ui/ItemList'
import { lazyDialog } from '../../ui/lazyDialog'
import { useHidden } from '../../ui/undo'
import classes from './Collection.module.css'
import { type Collection, type Peer, useDeed, useRemovePeer } from './collectionApi'
import { outcomeInWords } from './collectionWords'
import { TrustStep } from './TrustStep'

const PeerDialog = lazyDialog(async () => (await import('./PeerDialog')).PeerDialog)

/** Other Menuras that this one fetches from and sends to. */
export function Peers({ collection }: { collection: Collection }) {
  const [adding, setAdding] = useState(false)
  const hidden = useHidden()
  const peers = collection.peers.filter(({ id }) => !hidden(`peer:${id}`))
  return (
    <ItemSection label="Other Menuras">
      {peers.length === 0 && (
        <p className={classes.words}>
          None yet. Who runs another Menura makes a token for you on this page of theirs; with that
          you fetch what they share, and send them what you share.
        </p>
      )}
      <ItemList label="Other Menuras">
        {peers.map((peer) => (
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
  const pull = useDeed('pull')
  const push = useDeed('push')
  const remove = useRemovePeer(peer)
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
            onClick={remove}
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
