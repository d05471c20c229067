import { ActionIcon } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type LucideIcon, RefreshCw, RotateCcw, Trash2, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Source } from '../../api/client'
import { liveJobsQuery } from '../../api/queries'
import { formatAge, formatNumberOf } from '../../ui/format'
import { lazyDialog } from '../../ui/lazyDialog'
import { ScanProgress } from '../../ui/ScanProgress'
import { useScanSource } from '../../ui/sourceActions'
import { locationInWords, SOURCE_ICONS } from '../../ui/sourceKinds'
import type { LibrarySearch } from './librarySearch'
import classes from './SourcesStrip.module.css'

const RemoveSourceDialog = lazyDialog(
  async () => (await import('../../ui/RemoveSourceDialog')).RemoveSourceDialog,
)

interface SourceCardProps {
  source: Source
  chosen: boolean
  onChange: (part: LibrarySearch) => void
}

/** Show one source, and its scan while there is one. */
export function SourceCard({ source, chosen, onChange }: SourceCardProps) {
  const { data: jobs = [] } = useQuery(liveJobsQuery)
  const scan = jobs.find((job) => job.job_id === source.scan_job_id)
  const Icon = SOURCE_ICONS[source.kind]
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
            {locationInWords(source)}
          </span>
        </div>
        <div className={classes.buttons}>
          <SourceButtons source={source} scanning={source.scan_job_id !== null} />
        </div>
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
          onClick={() => scan.mutate({ retryFailed: true })}
        />
      )}
      <IconButton
        label={`Scan ${source.name}`}
        hint="Scan: look for new, changed and vanished files"
        icon={RefreshCw}
        disabled={busy}
        onClick={() => scan.mutate({})}
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
      {source.trouble_message && (
        <Link
          to="/sources"
          className={classes.fact}
          data-tone="warn"
          title={source.trouble_message}
        >
          <TriangleAlert size={12} aria-hidden="true" /> not all seen
        </Link>
      )}
      <span>
        {source.last_scan_at ? `scanned ${formatAge(source.last_scan_at)}` : 'never scanned'}
      </span>
    </div>
  )
}
