import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '../../ui/ErrorState'
import { formatBytes, formatSpan } from '../../ui/format'
import classes from './Settings.module.css'
import { aboutQuery } from './settingsApi'

const DAY_S = 86_400

/** Say what this Menura is, and where. */
export function AboutTab() {
  const { data: about, error, refetch } = useQuery(aboutQuery)
  if (!about) {
    if (!error) return <Skeleton height={260} role="status" aria-label="Loading" />
    return <ErrorState title="This cannot be shown" error={error} onRetry={() => void refetch()} />
  }
  return (
    <>
      <section className={classes.card} aria-label="This Menura">
        <h2 className={classes.title}>Menura {about.version}</h2>
        <p className={classes.words}>
          It listens to music, finds music and makes music. Free software under the {about.licence}:
          whoever uses it over a network may have its source.
        </p>
        <dl className={classes.facts}>
          {about.source_url && (
            <>
              <dt>Source</dt>
              <dd>
                <a href={about.source_url} target="_blank" rel="noreferrer">
                  {about.source_url.replace(/^https?:\/\//, '')}
                </a>
              </dd>
            </>
          )}
          <dt>API</dt>
          <dd>
            <a href="/docs" target="_blank" rel="noreferrer">
              Described at /docs
            </a>
          </dd>
          <dt>Database</dt>
          <dd>{about.database}</dd>
          <dt>Folder</dt>
          <dd>
            <code>{about.data_dir}</code>
          </dd>
          <dt>Free disk</dt>
          <dd>{about.free_bytes === null ? 'not known' : formatBytes(about.free_bytes)}</dd>
          <dt>Running for</dt>
          <dd>{uptimeInWords(about.uptime_s)}</dd>
          <dt>Machine</dt>
          <dd>
            {about.system},{' '}
            {about.processors === 1 ? '1 processor' : `${about.processors} processors`}
          </dd>
        </dl>
      </section>
      <section className={classes.card} aria-label="Made with">
        <h2 className={classes.title}>Made with</h2>
        <dl className={classes.facts}>
          <dt>Python</dt>
          <dd>{about.python}</dd>
          {Object.entries(about.parts).map(([name, version]) => (
            <Part key={name} name={name} version={version} />
          ))}
        </dl>
      </section>
    </>
  )
}

function Part({ name, version }: { name: string; version: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{version}</dd>
    </>
  )
}

function uptimeInWords(seconds: number): string {
  if (seconds < 2 * DAY_S) return formatSpan(seconds)
  return `${Math.floor(seconds / DAY_S)} days`
}
