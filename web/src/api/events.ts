import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { create } from 'zustand'
import type { Job, JobDetail, Schemas, Source } from './client'
import { JOB_LIMIT, keys, refreshLibrary } from './queries'

export type ServerEvent = Schemas['JobEvent'] | Schemas['LibraryEvent']
export type ConnectionState = 'connecting' | 'open' | 'lost'
/** What is sent when the events that were missed are no longer known. */
type ResetEvent = { type: 'reset' }

interface Connection {
  state: ConnectionState
  /** Ask for the stream again without waiting, where it is lost. */
  tryNow: () => void
}

/** Whether the stream of events reaches this page. */
export const useConnection = create<Connection>(() => ({ state: 'connecting', tryNow: () => {} }))

/** While tracks stream in, lists are fetched again no more often than this. */
const REFRESH_INTERVAL_MS = 2_000
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 15_000

/** What is out of date when a job of a kind has ended. */
const CHANGED_BY: Readonly<Record<string, readonly QueryKey[]>> = {
  produce: [keys.productions],
  session_batch: [keys.sessions],
  cluster: [keys.clusters],
  cluster_refresh: [keys.clusters],
  radio: [keys.radios, keys.playlists],
  fingerprint: [keys.playlists],
  scan: [keys.missing, keys.listeners],
  send_playlist: [keys.sent, keys.serverPlaylists],
  import_history: [keys.listeners],
  collection_export: [keys.collection],
  collection_import: [keys.collection],
  collection_pull: [keys.collection],
  collection_push: [keys.collection],
}

export function isFinished(job: Job): boolean {
  return job.status === 'completed' || job.status === 'failed'
}

/** Write one event into the cache; return whether tracks may have changed. */
export function applyEvent(client: QueryClient, event: ServerEvent): boolean {
  if (event.type === 'library') {
    client.setQueryData<Schemas['StatusOut']>(keys.status, (old) =>
      old ? { ...old, counts: event.counts } : old,
    )
    return true
  }
  return applyJob(client, event.job)
}

function applyJob(client: QueryClient, job: Job): boolean {
  client.setQueryData<JobDetail>(keys.job(job.job_id), (old) => (old ? { ...old, ...job } : old))
  if (job.parent_id !== null) {
    client.setQueryData<JobDetail>(keys.job(job.parent_id), (old) =>
      old ? { ...old, children: putJob(old.children, job, 'last') } : old,
    )
    return false
  }
  client.setQueryData<Job[]>(keys.jobList, (old) =>
    old ? putJob(old, job, 'first').slice(0, JOB_LIMIT) : old,
  )
  client.setQueryData<Job[]>(keys.liveJobs, (old = []) =>
    isFinished(job)
      ? old.filter((other) => other.job_id !== job.job_id)
      : putJob(old, job, 'first'),
  )
  client.setQueryData<Source[]>(keys.sources, (old) => old && forgetFinishedScan(old, job))
  if (!isFinished(job)) return false
  for (const queryKey of CHANGED_BY[job.kind] ?? []) void client.invalidateQueries({ queryKey })
  return true
}

/** Replace a job where it stands, or add it at one end. */
function putJob(jobs: Job[], job: Job, end: 'first' | 'last'): Job[] {
  if (jobs.some((other) => other.job_id === job.job_id)) {
    return jobs.map((other) => (other.job_id === job.job_id ? job : other))
  }
  return end === 'first' ? [job, ...jobs] : [...jobs, job]
}

function forgetFinishedScan(sources: Source[], job: Job): Source[] {
  if (!isFinished(job) || !sources.some((source) => source.scan_job_id === job.job_id))
    return sources
  return sources.map((s) => (s.scan_job_id === job.job_id ? { ...s, scan_job_id: null } : s))
}

/**
 * Keep the page's one stream of events open; return how to end it.
 *
 * A stream that broke goes on after the last event that came, so that nothing is missed and
 * nothing is fetched again. Tries are spread by chance: many pages do not come back in one moment.
 */
export function followEvents(
  client: QueryClient,
  url = '/api/v1/events',
  random = Math.random,
): () => void {
  let stream: EventSource | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let refresh: ReturnType<typeof setTimeout> | undefined
  let wait = FIRST_RETRY_MS
  let lastId = ''

  // The first change shows at once; those that follow close behind share a later refresh.
  let again = false
  const refreshSoon = () => {
    again = refresh !== undefined
    if (again) return
    refreshLibrary(client)
    refresh = setTimeout(() => {
      refresh = undefined
      if (again) refreshSoon()
    }, REFRESH_INTERVAL_MS)
  }

  const open = () => {
    clearTimeout(retry)
    stream?.close()
    stream = new EventSource(lastId ? `${url}?after=${encodeURIComponent(lastId)}` : url)
    stream.onopen = () => {
      const { state } = useConnection.getState()
      useConnection.setState({ state: 'open' })
      wait = FIRST_RETRY_MS
      if (state !== 'lost') return
      // What failed while the server was away is asked for again; all of it, if nothing says
      // what was missed.
      const failed = lastId ? { predicate: isFailed } : undefined
      void client.invalidateQueries(failed)
    }
    stream.onmessage = (message: MessageEvent<string>) => {
      lastId = message.lastEventId || lastId
      const event = JSON.parse(message.data) as ServerEvent | ResetEvent
      if (event.type === 'reset') void client.invalidateQueries()
      else if (applyEvent(client, event)) refreshSoon()
    }
    stream.onerror = () => {
      useConnection.setState({ state: 'lost' })
      // A browser gives up after an answer that is not a stream, and waits long otherwise.
      stream?.close()
      clearTimeout(retry)
      retry = setTimeout(open, wait * (0.5 + random() / 2))
      wait = Math.min(wait * 2, LONGEST_RETRY_MS)
    }
  }

  const tryNow = () => {
    if (useConnection.getState().state === 'lost' && !document.hidden) open()
  }
  useConnection.setState({ tryNow })
  window.addEventListener('online', tryNow)
  document.addEventListener('visibilitychange', tryNow)
  open()
  return () => {
    window.removeEventListener('online', tryNow)
    document.removeEventListener('visibilitychange', tryNow)
    clearTimeout(retry)
    clearTimeout(refresh)
    stream?.close()
  }
}

const isFailed = (query: { state: { status: string } }) => query.state.status === 'error'
