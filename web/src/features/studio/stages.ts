import type { Job } from '../../api/client'

/** The stages of a production, as the server names them, in their order. */
export const STAGES = [
  { name: 'understand', words: 'Understand' },
  { name: 'listen to the reference', words: 'Listen to the reference' },
  { name: 'compose', words: 'Compose' },
  { name: 'play the stems', words: 'Play the stems' },
  { name: 'mix', words: 'Mix' },
  { name: 'master', words: 'Master' },
  { name: 'check', words: 'Check' },
  { name: 'pack', words: 'Pack' },
] as const

export type StageState = 'done' | 'now' | 'ahead' | 'stopped'

/** Say of each stage how far it is. A second attempt goes back to composing: so do the stages. */
export function stageStates(job: Job): StageState[] {
  const current = STAGES.findIndex(({ name }) => name === job.stage)
  return STAGES.map((_, place) => {
    if (job.status === 'completed') return 'done'
    if (place < current) return 'done'
    if (place > current) return 'ahead'
    return job.status === 'failed' ? 'stopped' : 'now'
  })
}
