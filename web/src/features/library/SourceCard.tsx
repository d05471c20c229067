import { ActionIcon, Anchor, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  FlaskConical,
  Folder,
  type LucideIcon,
  RefreshCw,
  RotateCcw,
  Sparkles,
  Trash2,
} from 'lucide-react'
import { useState } from 'react'
import type { Job, Source } from '../../api/client'
import { liveJobsQuery } from '../../api/queries'
import { formatAge, formatNumberOf } from '../../ui/format'
import { JobProgress } from '../../ui/JobProgress'
import { lazyDialog } from '../../ui/lazyDialog'
import type { LibrarySearch } from './librarySearch'
import classes from './SourcesStrip.module.css'
import { useCancelJob, useScanSource } from './sourceActions'

const RemoveSourceDialog = lazyDialog(
  async () => (await import('./RemoveSourceDialog')).RemoveSourceDialog,
)

const ICONS: Record<Source['kind'], LucideIcon> = {
  folder: Folder,
  studio: Sparkles,
  sessions: FlaskConical,
}
/** Where tracks come from that are no files of somebody. */
const MADE_IN: Partial<Record<Source['kind'], string>> = {
  studio: 'Made in the studio',
  sessions: 'Made in the Session Lab',
}

interface SourceCardProps {
  source: Source
  chosen: boolean
  onChange: (part: LibrarySearch) => void
}

/** Show one source, and its scan while there is one. */
export function SourceCard({ source, chosen, onChange }: SourceCardProps) {
  const { data: jobs = [] } = useQuery(liveJobsQuery)
  const scan = jobs.find((job) => job.job_id === source.scan_job_id)
  const Icon = ICONS[source.kind]
  return (
    <li className={classes.card} data-chosen={chosen || undefined}>
      <div className={classes.head}>
        <Icon size={20} className={classes.icon} aria-hidden="true" />
        <div className={classes.words}>
          <button
            type="button"
            className={classes.name}
            aria-pressed={chosen}
            title={chosen ? 'Show all sources' : 'Show only this source'}
            onClick={() => onChange({ source: chosen ? undefined : source.id })}
          >
            {source.name}
          </button>
          <span className={classes.location} title={source.location}>
            {MADE_IN[source.kind] ?? source.location}
          </span>
        </div>
        <SourceButtons source={source} scanning={source.scan_job_id !== null} />
      </div>
      {scan ? <ScanProgress job={scan} /> : <SourceFacts source={source} onChange={onChange} />}
    </li>
  )
}

function SourceButtons({ source, scanning }: { source: Source; scanning: boolean }) {
  const [removing, setRemoving] = useState(false)
  const scan = useScanSource(source)
  const busy = scanning || scan.isPending
  return (
    <>
      {source.counts.failed > 0 && (
        <IconButton
          label={`Scan ${source.name} and retry what failed`}
          hint={`Scan, and retry ${formatNumberOf(source.counts.failed, 'failed track')}`}
          icon={RotateCcw}
          disabled={busy}
          onClick={() => scan.mutate(true)}
        />
      )}
      <IconButton
        label={`Scan ${source.name}`}
        hint="Scan: look for new, changed and vanished files"
        icon={RefreshCw}
        disabled={busy}
        onClick={() => scan.mutate(false)}
      />
      <IconButton
        label={`Remove ${source.name}`}
        hint="Remove this source; its files stay"
        icon={Trash2}
        onClick={() => setRemoving(true)}
      />
      <RemoveSourceDialog source={source} opened={removing} onClose={() => setRemoving(false)} />
    </>
  )
}

interface IconButtonProps {
  label: string
  hint: string
  icon: LucideIcon
  disabled?: boolean
  onClick: () => void
}

function IconButton({ label, hint, icon: Icon, disabled, onClick }: IconButtonProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      title={hint}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon size={16} />
    </ActionIcon>
  )
}

function ScanProgress({ job }: { job: Job }) {
  const cancel = useCancelJob()
  return (
    <>
      <JobProgress job={job} />
      <div className={classes.scanFoot}>
        <Anchor
          component={Link}
          size="xs"
          to="/jobs/$jobId"
          params={{ jobId: job.job_id } as never}
        >
          Show the log
        </Anchor>
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          loading={cancel.isPending}
          disabled={job.cancel_requested}
          onClick={() => cancel.mutate(job.job_id)}
        >
          Cancel the scan
        </Button>
      </div>
    </>
  )
}

function SourceFacts({ source, onChange }: Pick<SourceCardProps, 'source' | 'onChange'>) {
  const { counts } = source
  const show = (state: LibrarySearch['state']) => () => onChange({ source: source.id, state })
  return (
    <div className={classes.facts}>
      <span>{formatNumberOf(counts.total, 'track')}</span>
      {counts.found > 0 && (
        <button type="button" className={classes.fact} onClick={show('found')}>
          {counts.found} not heard yet
        </button>
      )}
      {counts.failed > 0 && (
        <button type="button" className={classes.fact} data-tone="bad" onClick={show('failed')}>
          {counts.failed} failed
        </button>
      )}
      {counts.missing > 0 && (
        <button type="button" className={classes.fact} data-tone="warn" onClick={show('missing')}>
          {counts.missing} missing
        </button>
      )}
      <span>
        {source.last_scan_at ? `scanned ${formatAge(source.last_scan_at)}` : 'never scanned'}
      </span>
    </div>
  )
}
