import { Button, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { anchorsQuery } from '../../api/discover'
import { ErrorState } from '../../ui/ErrorState'
import { formatNumberOf } from '../../ui/format'
import { ItemSection } from '../../ui/ItemList'
import { lazyDialog } from '../../ui/lazyDialog'
import { Page } from '../../ui/Page'
import { useHidden } from '../../ui/undo'
import { AnchorList } from './AnchorList'
import { RadioList } from './RadioList'
import { radiosQuery } from './radioApi'

const RadioDialog = lazyDialog(async () => (await import('./RadioDialog')).RadioDialog)

const route = getRouteApi('/radios')

/** Keep radios, which play a saved sound anew again and again, and the anchors they are made of. */
export function RadiosPage() {
  const anchors = useQuery(anchorsQuery)
  const radios = useQuery(radiosQuery)
  const hidden = useHidden()
  const anchorList = anchors.data?.filter(({ id }) => !hidden(`anchor:${id}`))
  const radioList = radios.data?.filter(
    (radio) => !hidden(`radio:${radio.id}`) && !hidden(`anchor:${radio.anchor_id}`),
  )
  const navigate = route.useNavigate()
  const { anchor } = route.useSearch()
  // The address says which anchor the form is open for; one that was deleted opens nothing.
  const chosen = anchorList?.find(({ id }) => id === anchor)
  const choose = (id: string | undefined) =>
    void navigate({ search: id === undefined ? {} : { anchor: id }, replace: true })
  const error = anchors.error ?? radios.error
  const ready = anchorList && radioList
  return (
    <Page
      title="Radios"
      note={radioList?.length ? formatNumberOf(radioList.length, 'radio') : undefined}
      actions={
        anchorList && anchorList.length > 0 ? (
          <Button leftSection={<Plus size={16} />} onClick={() => choose(anchorList[0]?.id)}>
            New radio…
          </Button>
        ) : undefined
      }
    >
      {ready ? (
        <>
          <ItemSection label="Radios" titled={false}>
            <RadioList radios={radioList} anchors={anchorList} />
          </ItemSection>
          <ItemSection label="Anchors">
            <AnchorList anchors={anchorList} radios={radioList} onMakeRadio={choose} />
          </ItemSection>
        </>
      ) : error ? (
        <ErrorState
          title="The radios cannot be listed"
          error={error}
          onRetry={() => {
            void anchors.refetch()
            void radios.refetch()
          }}
        />
      ) : (
        <Stack gap={8} role="status" aria-label="Loading radios">
          <Skeleton height={66} />
          <Skeleton height={66} />
        </Stack>
      )}
      <RadioDialog
        anchors={anchorList ?? []}
        anchorId={chosen?.id}
        opened={chosen !== undefined}
        onClose={() => choose(undefined)}
      />
    </Page>
  )
}
