import { api, type Job, type Schemas, unwrap } from '../../api/client'

export type Session = Schemas['SessionOut']
export type SessionLine = Schemas['SessionLineOut']
export type SessionRequest = Schemas['SessionIn']
export type BriefParams = Schemas['BriefParams']
export type Batch = Schemas['SessionBatchOut']
export type Cluster = Schemas['SessionClusterOut']
export type Clip = Schemas['ClipOut']
export type ClipChange = Schemas['ClipPatchIn']
export type Manifest = Schemas['ManifestOut']
export type Verdict = Schemas['VerdictOut']
export type Distribution = Schemas['DistributionOut']
export type Started = Schemas['StartedOut']
export type MostDifferent = Schemas['MostDifferentOut']

/** What a batch is to be: of the brief again, or steered by groups. */
export type Steering =
  | { kind: 'again' }
  | { kind: 'more' | 'less'; clusterId: string }
  | { kind: 'between'; clusterIds: [string, string] }

const bySession = (id: string) => ({ path: { session_id: id } })

export function openSession(request: SessionRequest): Promise<Started> {
  return unwrap(api.POST('/api/v1/sessions', { body: request }))
}

export function makeBatch(id: string, steering: Steering, count: number): Promise<Started> {
  const body = { num_clips: count }
  const byCluster = (clusterId: string) => ({ path: { session_id: id, cluster_id: clusterId } })
  switch (steering.kind) {
    case 'again':
      return unwrap(
        api.POST('/api/v1/sessions/{session_id}/batches', { params: bySession(id), body }),
      )
    case 'more':
      return unwrap(
        api.POST('/api/v1/sessions/{session_id}/clusters/{cluster_id}/more', {
          params: byCluster(steering.clusterId),
          body,
        }),
      )
    case 'less':
      return unwrap(
        api.POST('/api/v1/sessions/{session_id}/clusters/{cluster_id}/less', {
          params: byCluster(steering.clusterId),
          body,
        }),
      )
    case 'between':
      return unwrap(
        api.POST('/api/v1/sessions/{session_id}/between', {
          params: bySession(id),
          body: { ...body, cluster_ids: steering.clusterIds },
        }),
      )
  }
}

export function changeSession(
  id: string,
  body: { name?: string; pinned?: boolean },
): Promise<Session> {
  return unwrap(api.PATCH('/api/v1/sessions/{session_id}', { params: bySession(id), body }))
}

export function removeSession(id: string): Promise<unknown> {
  return unwrap(api.DELETE('/api/v1/sessions/{session_id}', { params: bySession(id) }))
}

export function renameCluster(id: string, clusterId: string, label: string): Promise<Cluster> {
  return unwrap(
    api.PATCH('/api/v1/sessions/{session_id}/clusters/{cluster_id}', {
      params: { path: { session_id: id, cluster_id: clusterId } },
      body: { label },
    }),
  )
}

const byClip = (id: string, clipId: string) => ({ path: { session_id: id, clip_id: clipId } })

export function changeClip(id: string, clipId: string, body: ClipChange): Promise<Clip> {
  return unwrap(
    api.PATCH('/api/v1/sessions/{session_id}/clips/{clip_id}', {
      params: byClip(id, clipId),
      body,
    }),
  )
}

export function removeClip(id: string, clipId: string): Promise<unknown> {
  return unwrap(
    api.DELETE('/api/v1/sessions/{session_id}/clips/{clip_id}', { params: byClip(id, clipId) }),
  )
}

export function renderAgain(id: string, clipId: string): Promise<Job> {
  return unwrap(
    api.POST('/api/v1/sessions/{session_id}/clips/{clip_id}/render', {
      params: byClip(id, clipId),
    }),
  )
}

/** Choose the clips that differ most, of a batch or of all; remove the others only if said so. */
export function chooseMostDifferent(
  id: string,
  choice: { count: number; batchId: string | null; removeOthers: boolean },
): Promise<MostDifferent> {
  return unwrap(
    api.POST('/api/v1/sessions/{session_id}/most-different', {
      params: bySession(id),
      body: {
        count: choice.count,
        batch_id: choice.batchId,
        remove_others: choice.removeOthers,
      },
    }),
  )
}
