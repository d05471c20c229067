export type JobStanding = 'processing' | 'queued' | 'completed' | 'failed'

/** What a link to the jobs holds: how they stand, and of which kind. */
export interface JobsSearch {
  show?: JobStanding
  kind?: string
}

/** The tabs, in their order. */
export const STANDINGS: { standing: JobStanding; words: string }[] = [
  { standing: 'processing', words: 'Running' },
  { standing: 'queued', words: 'Waiting' },
  { standing: 'completed', words: 'Done' },
  { standing: 'failed', words: 'Failed' },
]

/** Read an address; what makes no sense in it is left out. */
export function readJobsSearch(raw: Record<string, unknown>): JobsSearch {
  const standing = STANDINGS.find((one) => one.standing === raw.show)?.standing
  return {
    ...(standing && { show: standing }),
    ...(typeof raw.kind === 'string' && /^[a-z_]{1,40}$/.test(raw.kind) && { kind: raw.kind }),
  }
}
