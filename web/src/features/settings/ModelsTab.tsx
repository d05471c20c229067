import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BrainCircuit, TriangleAlert } from 'lucide-react'
import type { Model } from '../../api/client'
import { modelsQuery } from '../../api/queries'
import { ErrorState } from '../../ui/ErrorState'
import { formatBytes, formatNumberOf } from '../../ui/format'
import classes from './Settings.module.css'

const FAMILIES = [
  {
    prefix: 'musicnn_',
    name: 'MusiCNN',
    use: 'tells tags and moods more surely',
  },
  { prefix: 'clap_', name: 'CLAP', use: 'lets you search by description' },
] as const

/** Say which neural models are there. */
export function ModelsTab() {
  const { data: models, error, refetch } = useQuery(modelsQuery)
  return (
    <>
      <p className={classes.words}>
        Menura hears with measures of its own. Neural models that you bring along add to that; none
        is needed.
      </p>
      {models ? (
        <section className={classes.card} aria-label="Models">
          <h2 className={classes.title}>
            {models.items.length === 0 ? 'No models' : summaryOf(models.items)}
          </h2>
          <dl className={classes.facts}>
            {FAMILIES.map((family) => (
              <Family key={family.name} family={family} models={models.items} />
            ))}
            <dt>Folder</dt>
            <dd>
              <code>{models.folder}</code>
            </dd>
          </dl>
          {models.items.some((model) => model.problem !== null) && (
            <div className={classes.notice}>
              <TriangleAlert size={16} aria-hidden="true" />
              <p>
                {formatNumberOf(
                  models.items.filter((model) => model.problem !== null).length,
                  'model',
                )}{' '}
                cannot be used; the page of models says why.
              </p>
            </div>
          )}
          <Button
            component={Link}
            to="/models"
            variant="default"
            w="fit-content"
            leftSection={<BrainCircuit size={16} />}
          >
            {models.items.length === 0 ? 'Add models' : 'Add, check and remove models'}
          </Button>
        </section>
      ) : error ? (
        <ErrorState
          title="The models cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton height={160} role="status" aria-label="Loading models" />
      )}
    </>
  )
}

interface FamilyProps {
  family: (typeof FAMILIES)[number]
  models: readonly Model[]
}

function Family({ family, models }: FamilyProps) {
  const own = models.filter((model) => model.role?.startsWith(family.prefix))
  const used = own.filter((model) => model.used).length
  return (
    <>
      <dt>{family.name}</dt>
      <dd>
        {own.length === 0
          ? `not there; it ${family.use}`
          : used === 0
            ? `there, but not in use; it ${family.use}`
            : `in use: ${family.use}`}
      </dd>
    </>
  )
}

function summaryOf(models: readonly Model[]): string {
  const size = models.reduce((sum, model) => sum + model.size_bytes, 0)
  return `${formatNumberOf(models.length, 'model')}, ${formatBytes(size)}`
}
