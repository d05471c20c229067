import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { messageOf } from '../../api/client'
import { type SourceDetail, sentFromQuery } from '../../api/sources'
import { ItemList, ItemSection } from '../../ui/ItemList'
import { SentItem } from '../../ui/SentItem'
import classes from './Sources.module.css'

/** List what Menura keeps on a server: only these are ever replaced or deleted there. */
export function SentHere({ source }: { source: SourceDetail }) {
  const { data: sent, error } = useQuery(sentFromQuery(source.id))
  return (
    <ItemSection label="Sent there by Menura">
      {error ? (
        <p className={classes.words} role="alert">
          {messageOf(error)}
        </p>
      ) : sent?.length === 0 ? (
        <p className={classes.words}>
          No playlists yet. <Link to="/playlists">Open a playlist</Link> and choose Export, “Send to
          a source…”.
        </p>
      ) : (
        <ItemList label="Sent there by Menura">
          {sent?.map((one) => (
            <SentItem
              key={one.playlist_id}
              sent={one}
              name={
                one.is_gone_here ? (
                  one.name
                ) : (
                  <Link to="/playlists/$playlistId" params={{ playlistId: one.playlist_id }}>
                    {one.name}
                  </Link>
                )
              }
            />
          ))}
        </ItemList>
      )}
    </ItemSection>
  )
}
