import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { BrainCircuit, Plus, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { messageOf, type Schemas } from '../../api/client'
import { modelsQuery } from '../../api/queries'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { formatBytes, formatNumberOf } from '../../ui/format'
import { lazyDialog } from '../../ui/lazyDialog'
import { Page } from '../../ui/Page'
import { useHidden } from '../../ui/undo'
import { ModelRow } from './ModelRow'
import classes from './ModelsPage.module.css'
import { useCheckModels } from './modelActions'
import { inOrder } from './modelWords'

const AddModelDialog = lazyDialog(async () => (await import('./AddModelDialog')).AddModelDialog)

/** Show the neural models tracks are heard with beside Menura's own measures. */
export function ModelsPage() {
  const { data, error, refetch } = useQuery(modelsQuery)
  const hidden = useHidden()
  const models = data && {
    ...data,
    items: data.items.filter(({ sha256 }) => !hidden(`model:${sha256}`)),
  }
  const [adding, setAdding] = useState(false)
  const checking = useCheckModels()
  const some = models && models.items.length > 0
  return (
    <Page
      title="Models"
      note={some ? modelsNote(models.items) : undefined}
      actions={
        some && (
          <>
            <Button
              variant="default"
              leftSection={<ShieldCheck size={17} />}
              loading={checking.isPending}
              onClick={() => checking.mutate()}
            >
              Check all
            </Button>
            <Button leftSection={<Plus size={17} />} onClick={() => setAdding(true)}>
              Add a model
            </Button>
          </>
        )
      }
    >
      <p role="status" className={classes.status}>
        {checking.isPending &&
          'Reading, loading and running every model once. Large ones take a while.'}
        {checking.data && checkedInWords(checking.data)}
        {checking.error && `The models cannot be checked: ${messageOf(checking.error)}`}
      </p>
      {some ? (
        <>
          <ul className={classes.list}>
            {inOrder(models.items).map((model) => (
              <ModelRow
                key={model.name}
                model={model}
                check={checking.data?.find((one) => one.model.name === model.name)}
              />
            ))}
          </ul>
          <p className={classes.place}>
            They lie in {models.folder}. Tracks are heard with new ones at the next scan.
          </p>
        </>
      ) : models ? (
        <NoModels folder={models.folder} onAdd={() => setAdding(true)} />
      ) : error ? (
        <ErrorState
          title="The models cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton height={160} aria-label="Loading models" />
      )}
      <AddModelDialog opened={adding} onClose={() => setAdding(false)} />
    </Page>
  )
}

function modelsNote(models: readonly Schemas['ModelOut'][]): string {
  const size = models.reduce((sum, model) => sum + model.size_bytes, 0)
  return `${formatNumberOf(models.length, 'file')} · ${formatBytes(size)}`
}

/** Say how a check went, all in one sentence. */
export function checkedInWords(checks: readonly Schemas['ModelCheckOut'][]): string {
  const bad = checks.filter((check) => !check.ok).length
  if (bad === 0) return `All is well with ${formatNumberOf(checks.length, 'model')}.`
  return `${formatNumberOf(bad, 'model')} of ${checks.length} cannot be used; each says why.`
}

function NoModels({ folder, onAdd }: { folder: string; onAdd: () => void }) {
  return (
    <EmptyState
      icon={BrainCircuit}
      title="No models, and none needed"
      action={
        <>
          <Button leftSection={<Plus size={17} />} onClick={onAdd}>
            Add a model
          </Button>
          <div className={classes.help}>
            <h3>What they are for</h3>
            <p>
              Menura listens and compares with measures of its own. Neural models add to that:
              MusiCNN tells tags and moods more surely, CLAP lets you search by description.
            </p>
            <h3>How to get them</h3>
            <ol>
              <li>Menura brings no models and fetches none. Mind the licence of those you take.</li>
              <li>
                Install what runs them where Menura runs: <code>pip install 'menura[models]'</code>
              </li>
              <li>
                Get an ONNX file of MusiCNN (such as <code>msd-musicnn-1.onnx</code>) or an ONNX
                export of clap-htsat-unfused, and add it here by its path, or put it into{' '}
                <code>{folder}</code>.
              </li>
            </ol>
            <p>
              “Hear with neural models” in Menura's guide (<code>docs/howto/models.md</code>) says
              it in full.
            </p>
          </div>
        </>
      }
    >
      Menura works without models. With some, it also knows tags, surer moods, and words.
    </EmptyState>
  )
}
