import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '../../ui/ErrorState'
import { Page } from '../../ui/Page'
import { Archives } from './Archives'
import classes from './Collection.module.css'
import { Consent } from './Consent'
import { collectionQuery } from './collectionApi'
import { Peers } from './Peers'
import { Signers } from './Signers'
import { Tokens } from './Tokens'

/** Share what was measured with other Menuras, and take in what they have measured. */
export function CollectionPage() {
  const { data: collection, error, refetch } = useQuery(collectionQuery)
  return (
    <Page title="Collection" note={collection && (collection.share ? 'shared' : 'not shared')}>
      <p className={classes.words}>
        Listening to a large library takes days. Menuras can share what they have measured, so that
        a recording is heard by one of them and known to all. Never audio.
      </p>
      {collection ? (
        <>
          <Consent collection={collection} />
          <Archives collection={collection} />
          <Peers collection={collection} />
          <Tokens tokens={collection.tokens} />
          <Signers signers={collection.signers} />
        </>
      ) : error ? (
        <ErrorState
          title="The collection cannot be shown"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Stack gap={8} role="status" aria-label="Loading the collection">
          <Skeleton height={120} />
          <Skeleton height={120} />
        </Stack>
      )}
    </Page>
  )
}
