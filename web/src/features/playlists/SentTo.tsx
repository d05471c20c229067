import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { PlaylistDetail } from '../../api/client'
import { sentOfQuery } from '../../api/sources'
import { formatNumberOf } from '../../ui/format'
import { ItemList } from '../../ui/ItemList'
import { SentItem } from '../../ui/SentItem'
import { sentState } from '../../ui/sentWords'
import classes from './SentTo.module.css'

/** Say on which music servers Menura keeps a playlist; nothing while it is on none. */
export function SentTo({ playlist }: { playlist: PlaylistDetail }) {
  const { data = [] } = useQuery(sentOfQuery(playlist.id))
  // What is changed here makes a server's version old at once.
  const sent = data.map((one) => ({
    ...one,
    is_current: one.sent_at !== null && one.version === playlist.version,
  }))
  if (sent.length === 0) return null
  const behind = sent.filter((one) => sentState(one) !== 'current').length
  const places =
    sent.length === 1 ? sent[0]?.source_name : formatNumberOf(sent.length, 'music server')
  return (
    <details className={classes.fold}>
      <summary>
        On {places}
        <span className={classes.state} data-behind={behind > 0 || undefined}>
          {behind === 0
            ? 'current'
            : sent.length === 1
              ? 'not the newest version'
              : `${behind} of ${sent.length} not the newest version`}
        </span>
      </summary>
      <ItemList label="Sent to">
        {sent.map((one) => (
          <SentItem
            key={one.source_id}
            sent={one}
            name={
              <Link to="/sources/$sourceId" params={{ sourceId: one.source_id }}>
                {one.source_name}
              </Link>
            }
          />
        ))}
      </ItemList>
    </details>
  )
}
