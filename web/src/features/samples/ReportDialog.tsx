import { Alert, Button, Group, Modal, Skeleton } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, Trash2 } from 'lucide-react'
import { messageOf } from '../../api/client'
import { announceError } from '../../ui/announce'
import { formatCount, formatMoment } from '../../ui/format'
import { deleteWithUndo } from '../../ui/undo'
import { saveFile } from './fileWords'
import { estimateInWords, secondsInWords } from './reportWords'
import classes from './SamplesPage.module.css'
import {
  allEvents,
  forgetEvents,
  type PolicyReport,
  type Report,
  reportQuery,
  sampleKeys,
} from './samplesApi'

interface ReportDialogProps {
  opened: boolean
  onClose: () => void
}

/** Compare the two ways to rank, and hand out or delete what was noted for that. */
export function ReportDialog({ opened, onClose }: ReportDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="A/B report and my data" centered size="lg">
      <Contents />
    </Modal>
  )
}

function Contents() {
  const { data: report, error } = useQuery({ ...reportQuery, staleTime: 0 })
  return (
    <div className={classes.how}>
      <p>
        What was suggested, previewed, accepted and skipped is noted on this server, and nowhere
        else, to tell which way to rank serves you better: fusion (how it sounds and the rules) or
        the rules alone. Where both are tried, each project is dealt one of them and keeps it. Lists
        ranked in a way that you chose yourself tell nothing of the other one.
      </p>
      {report ? (
        <ReportTable report={report} />
      ) : error ? (
        <Alert color="red">{messageOf(error)}</Alert>
      ) : (
        <Skeleton height={220} aria-label="Counting" />
      )}
      <MyData />
    </div>
  )
}

const ROWS: readonly [string, string, (item: PolicyReport) => string][] = [
  ['Projects', 'Projects that it ranked for', (item) => formatCount(item.sessions)],
  ['Lists', 'Lists that it ranked', (item) => formatCount(item.requests)],
  ['Seen', 'Suggestions that came into view', (item) => formatCount(item.views)],
  ['Previewed', '', (item) => formatCount(item.previews)],
  ['Accepted', '', (item) => formatCount(item.accepts)],
  ['Skipped', '', (item) => formatCount(item.skips)],
  [
    'Accepted of the first ten seen',
    'With its 95 % confidence interval',
    (item) => estimateInWords(item.acceptance_at_10, 'share'),
  ],
  ['Time to the first preview', 'Median', (item) => secondsInWords(item.time_to_preview_s)],
  [
    'Accepted per list',
    'Inverse-propensity estimate over all lists, with its 95 % confidence interval',
    (item) => estimateInWords(item.accepts_per_request, 'count'),
  ],
]

function ReportTable({ report }: { report: Report }) {
  const { items, difference, since, note } = report
  return (
    <>
      <div className={classes.tableBox}>
        <table className={classes.table}>
          <thead>
            <tr>
              <td />
              {items.map(({ policy }) => (
                <th key={policy} scope="col">
                  {policy === 'fusion' ? 'Fusion' : 'Rules'}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ROWS.map(([name, hint, words]) => (
              <tr key={name} title={hint || undefined}>
                <th scope="row">{name}</th>
                {items.map((item) => (
                  <td key={item.policy}>{words(item)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        Fusion less rules, accepted per list: <b>{estimateInWords(difference, 'count')}</b>
        {since && ` · since ${formatMoment(since)}`}
      </p>
      {note && <p>{note}</p>}
    </>
  )
}

function MyData() {
  const client = useQueryClient()
  const download = useMutation({
    mutationFn: allEvents,
    onSuccess: (events) => saveFile('menura-suggestions.json', JSON.stringify(events, null, 2)),
    onError: (error) => announceError('Your data cannot be fetched', error),
  })
  const forget = () =>
    deleteWithUndo({
      key: 'suggestion-events',
      name: 'your data',
      title: 'What was noted of your suggestions is deleted',
      message: 'With all projects, and what you accepted, pinned and dismissed.',
      commit: forgetEvents,
      onDone: () => client.invalidateQueries({ queryKey: sampleKeys.all }),
    })
  return (
    <Group gap="sm">
      <Button
        size="xs"
        variant="default"
        leftSection={<Download size={15} />}
        loading={download.isPending}
        onClick={() => download.mutate()}
      >
        Download my data
      </Button>
      <Button size="xs" variant="default" leftSection={<Trash2 size={15} />} onClick={forget}>
        Delete my data
      </Button>
    </Group>
  )
}
