import { ActionIcon, Button, Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  Disc3,
  Ellipsis,
  Pencil,
  PlugZap,
  RefreshCw,
  RotateCcw,
  Trash2,
  TriangleAlert,
} from 'lucide-react'
import { useState } from 'react'
import type { Source } from '../../api/client'
import { liveJobsQuery } from '../../api/queries'
import { isServer } from '../../api/sources'
import { formatAge, formatMoment, formatNumberOf } from '../../ui/format'
import { Fact, Item } from '../../ui/ItemList'
import { lazyDialog } from '../../ui/lazyDialog'
import { ScanProgress } from '../../ui/ScanProgress'
import { useScanSource } from '../../ui/sourceActions'
import { locationInWords, SOURCE_ICONS } from '../../ui/sourceKinds'
import { SourceCounts } from './SourceCounts'
import classes from './Sources.module.css'
import { isMadeHere } from './scanActions'
import { kindInWords } from './serverWords'

const EditDialog = lazyDialog(async () => (await import('./EditDialog')).EditDialog)
const TestDialog = lazyDialog(async () => (await import('./TestDialog')).TestDialog)
const RecentDialog = lazyDialog(async () => (await import('./RecentDialog')).RecentDialog)
const RemoveSourceDialog = lazyDialog(
  async () => (await import('../../ui/RemoveSourceDialog')).RemoveSourceDialog,
)

/** Show one source: where it lies, what is there, how its scan goes, what is wrong with it. */
export function SourceItem({ source }: { source: Source }) {
  const Icon = SOURCE_ICONS[source.kind]
  return (
    <Item
      picture={
        <span className={classes.icon} data-trouble={source.trouble_message ? true : undefined}>
          <Icon size={20} aria-hidden="true" />
        </span>
      }
      name={
        <Link to="/sources/$sourceId" params={{ sourceId: source.id }}>
          {source.name}
        </Link>
      }
      facts={
        <>
          <Fact>
            {isMadeHere(source)
              ? locationInWords(source)
              : `${kindInWords(source.kind)} · ${source.location}`}
          </Fact>
          <SourceCounts source={source} />
        </>
      }
      buttons={<SourceButtons source={source} />}
    >
      <SourceState source={source} />
    </Item>
  )
}

/** Show the scan of a source while there is one; else what kept the last one from seeing all. */
export function SourceState({ source }: { source: Source }) {
  const { data: jobs = [] } = useQuery(liveJobsQuery)
  const scan = jobs.find((job) => job.job_id === source.scan_job_id)
  const again = useScanSource(source)
  const [editing, setEditing] = useState(false)
  if (scan) return <ScanProgress job={scan} />
  if (!source.trouble_message) return null
  return (
    <section className={classes.trouble} aria-label={`Trouble with ${source.name}`}>
      <TriangleAlert size={16} aria-hidden="true" />
      <p>{source.trouble_message}</p>
      <span className={classes.buttons}>
        <Button
          variant="default"
          size="xs"
          loading={again.isPending}
          onClick={() => again.mutate({})}
        >
          Scan again
        </Button>
        {isServer(source.kind) && (
          <Button variant="default" size="xs" onClick={() => setEditing(true)}>
            Check address and login
          </Button>
        )}
      </span>
      <EditDialog source={source} opened={editing} onClose={() => setEditing(false)} />
    </section>
  )
}

type Dialog = 'edit' | 'test' | 'recent' | 'remove'

/** What can be done with a source. */
export function SourceButtons({ source }: { source: Source }) {
  const [dialog, setDialog] = useState<Dialog>()
  const scan = useScanSource(source)
  const busy = source.scan_job_id !== null || scan.isPending
  const server = isServer(source.kind)
  const close = () => setDialog(undefined)
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<RefreshCw size={14} />}
        aria-label={`Scan ${source.name}`}
        title={
          source.last_scan_at
            ? `Scanned ${formatAge(source.last_scan_at)}, ${formatMoment(source.last_scan_at)}`
            : 'Never scanned'
        }
        disabled={busy}
        onClick={() => scan.mutate({})}
      >
        Scan
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={`More for ${source.name}`}>
            <Ellipsis size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {server && (
            <Menu.Item
              leftSection={<Disc3 size={15} />}
              disabled={busy}
              onClick={() => setDialog('recent')}
            >
              Scan the newest albums…
            </Menu.Item>
          )}
          {source.counts.failed > 0 && (
            <Menu.Item
              leftSection={<RotateCcw size={15} />}
              disabled={busy}
              onClick={() => scan.mutate({ retryFailed: true })}
            >
              Scan, and retry {formatNumberOf(source.counts.failed, 'failed track')}
            </Menu.Item>
          )}
          {server && (
            <Menu.Item leftSection={<PlugZap size={15} />} onClick={() => setDialog('test')}>
              Test connection
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Pencil size={15} />} onClick={() => setDialog('edit')}>
            {server ? 'Edit…' : 'Rename…'}
          </Menu.Item>
          <Menu.Item
            leftSection={<Trash2 size={15} />}
            style={{ color: 'var(--bad-text)' }}
            onClick={() => setDialog('remove')}
          >
            Remove…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <EditDialog source={source} opened={dialog === 'edit'} onClose={close} />
      <TestDialog
        source={source}
        opened={dialog === 'test'}
        onEdit={() => setDialog('edit')}
        onClose={close}
      />
      <RecentDialog source={source} opened={dialog === 'recent'} onClose={close} />
      <RemoveSourceDialog source={source} opened={dialog === 'remove'} onClose={close} />
    </>
  )
}
