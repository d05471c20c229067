import type { APIRequestContext } from '@playwright/test'
import { expect } from './page'

/** What stands in the addresses of pages: one thing of each kind that was made. */
export type Places = Record<
  'sourceId' | 'playlistId' | 'productionId' | 'sessionId' | 'runId' | 'jobId' | 'trackId',
  string
>

/** How much is composed and made; pictures want more than tests do. */
export interface Extent {
  tracks: number
  clips: number
  clipSeconds: number
  prompt: string
  brief: string
}

export const SMALL: Extent = {
  tracks: 8,
  clips: 2,
  clipSeconds: 2,
  prompt: 'house, 8 seconds',
  brief: 'dusty house',
}

const API = '/api/v1'
const LONG = { timeout: 600_000, intervals: [1_000] }

async function items(request: APIRequestContext, path: string) {
  const answer = await request.get(`${API}${path}`)
  expect(answer.ok(), await answer.text()).toBe(true)
  return (await answer.json()).items
}

async function post(request: APIRequestContext, path: string, data: object) {
  const answer = await request.post(`${API}${path}`, { data })
  expect(answer.ok(), await answer.text()).toBe(true)
  return answer.json()
}

/** Wait until nothing is queued or done any more; a job may well begin another. */
export async function untilIdle(request: APIRequestContext): Promise<void> {
  await expect(async () => {
    const jobs = await items(request, '/jobs?limit=100')
    const busy = jobs.filter(({ status }: { status: string }) =>
      ['queued', 'processing'].includes(status),
    )
    expect(busy.map(({ title }: { title: string }) => title)).toEqual([])
  }).toPass(LONG)
}

/** Compose the demo library where there is no music yet, and lay out its map. */
export async function loadDemo(request: APIRequestContext, tracks: number): Promise<void> {
  if ((await items(request, '/tracks?limit=1')).length === 0) {
    await post(request, '/studio/demo', { count: tracks })
    await untilIdle(request)
  }
  const map = await (await request.get(`${API}/map`)).json()
  if (map.state === 'none') await post(request, '/map/build', {})
  await untilIdle(request)
}

/** Make one thing of each kind, unless there is one, and return where they are. */
export async function makePlaces(request: APIRequestContext, extent: Extent): Promise<Places> {
  await loadDemo(request, extent.tracks)
  const tracks = await items(request, '/tracks?limit=40')
  const first = async (path: string, make: () => Promise<unknown>): Promise<string> => {
    let found = await items(request, path)
    if (found.length === 0) {
      await make()
      await untilIdle(request)
      found = await items(request, path)
    }
    return found[0].id
  }
  const playlistId = await first('/playlists', () =>
    post(request, '/playlists', {
      name: 'Late evening',
      items: tracks.slice(0, 12).map(({ id }: { id: string }) => ({ track_id: id })),
    }),
  )
  const productionId = await first('/studio/productions', () =>
    request.post(`${API}/jobs`, { multipart: { prompt: extent.prompt, seed: '7' } }),
  )
  const sessionId = await first('/sessions', () =>
    post(request, '/sessions', {
      brief: extent.brief,
      num_clips: extent.clips,
      params: { duration_sec: extent.clipSeconds, energy: 0.6, density: 0.5 },
      seed: 5,
    }),
  )
  const runId = await first('/clusters', () =>
    post(request, '/clusters', {
      name: 'By mood and tempo',
      iterations: 60,
      clusters_from: 3,
      clusters_to: 6,
      min_songs: 2,
    }),
  )
  await first('/anchors', () =>
    post(request, '/anchors', {
      name: 'Calm evening',
      add: [{ kind: 'mood', ref: 'relaxed' }],
    }),
  )
  await first('/radios', async () =>
    post(request, '/radios', {
      anchor: (await items(request, '/anchors'))[0].id,
      count: 20,
      cron: '0 4 * * 0',
    }),
  )
  await first('/chat/conversations', () => post(request, '/chat', { text: 'calm tracks' }))
  await post(request, '/recommendations/context', { bpm: 122, key: 'Am' })
  const sources = await items(request, '/sources')
  const jobs = await items(request, '/jobs?limit=1')
  return {
    sourceId: sources[0].id,
    playlistId,
    productionId,
    sessionId,
    runId,
    jobId: jobs[0].job_id,
    trackId: tracks[0].id,
  }
}

/** Put what was made into the address of a page. */
export function fill(path: string, places: Places): string {
  return path.replace(/\$(\w+)/g, (_, name: string) => {
    const id = name === 'tab' ? 'language' : places[name as keyof Places]
    if (!id) throw new Error(`demo.ts makes nothing for $${name} of ${path}`)
    return id
  })
}
