import { Button } from '@mantine/core'
import { Download, FileDown, FileUp, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { announceError } from '../../ui/announce'
import { FollowedJob } from '../../ui/FollowedJob'
import { formatAge, formatBytes } from '../../ui/format'
import { Fact, IconButton, Item, ItemList, ItemSection } from '../../ui/ItemList'
import { lazyDialog } from '../../ui/lazyDialog'
import { useHidden } from '../../ui/undo'
import classes from './Collection.module.css'
import {
  type Collection,
  type Export,
  exportFileUrl,
  type Incoming,
  useDeed,
  useRemoveExport,
} from './collectionApi'
import { outcomeInWords } from './collectionWords'
import { TrustStep } from './TrustStep'

const ImportDialog = lazyDialog(async () => (await import('./ImportDialog')).ImportDialog)

/** Make archives of what was measured, and take those of others in. */
export function Archives({ collection }: { collection: Collection }) {
  const [importing, setImporting] = useState(false)
  const [exportJob, setExportJob] = useState<string | null>(null)
  const [incoming, setIncoming] = useState<{ jobId: string; sent: Incoming } | null>(null)
  const exporting = useDeed('makeExport')
  const again = useDeed('takeIn')
  const hidden = useHidden()
  const exports = collection.exports.filter(({ name }) => !hidden(`export:${name}`))
  return (
    <ItemSection label="Archives">
      <div className={classes.actions}>
        <Button
          variant="default"
          leftSection={<FileDown size={16} />}
          disabled={!collection.share}
          loading={exporting.isPending}
          onClick={() =>
            exporting.mutate(null, {
              onSuccess: (job) => setExportJob(job.job_id),
              onError: (error) => announceError('No archive can be made', error),
            })
          }
        >
          Make an archive
        </Button>
        <Button
          variant="default"
          leftSection={<FileUp size={16} />}
          onClick={() => setImporting(true)}
        >
          Take in an archive…
        </Button>
        {!collection.share && (
          <span className={classes.facts}>To make one, switch sharing on above.</span>
        )}
      </div>
      {exportJob && (
        <FollowedJob
          jobId={exportJob}
          whenDone={outcomeInWords}
          onClose={() => setExportJob(null)}
        />
      )}
      {incoming && (
        <>
          <FollowedJob
            jobId={incoming.jobId}
            whenDone={outcomeInWords}
            onClose={() => setIncoming(null)}
          />
          <TrustStep
            jobId={incoming.jobId}
            what={incoming.sent.file.name}
            pending={again.isPending}
            onTrust={({ fingerprint }) => {
              const sent = { ...incoming.sent, trust: fingerprint }
              again.mutate(sent, {
                onSuccess: (job) => setIncoming({ jobId: job.job_id, sent }),
                onError: (error) => announceError('It is not taken in', error),
              })
            }}
          />
        </>
      )}
      {exports.length > 0 && (
        <ItemList label="Archives that were made">
          {exports.map((file) => (
            <ExportItem key={file.name} file={file} />
          ))}
        </ItemList>
      )}
      <ImportDialog
        opened={importing}
        onBegun={(jobId, sent) => setIncoming({ jobId, sent })}
        onClose={() => setImporting(false)}
      />
    </ItemSection>
  )
}

function ExportItem({ file }: { file: Export }) {
  const remove = useRemoveExport(file)
  return (
    <Item
      name={file.name}
      facts={
        <Fact>
          {formatBytes(file.size_bytes)} · made {formatAge(file.created_at)}
        </Fact>
      }
      buttons={
        <>
          <Button
            component="a"
            href={exportFileUrl(file.name)}
            download={file.name}
            variant="default"
            size="xs"
            leftSection={<Download size={14} />}
            aria-label={`Download ${file.name}`}
          >
            Download
          </Button>
          <IconButton
            icon={Trash2}
            label={`Delete ${file.name}`}
            title="Delete this archive"
            onClick={remove}
          />
        </>
      }
    />
  )
}
