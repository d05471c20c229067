import type { Job } from '../../api/client'
import { isFinished } from '../../api/events'

/** What came of rendering a clip again. */
export interface Comparison {
  tone: 'green' | 'yellow' | 'red'
  title: string
  words: string
}

/** Say what the job of rendering a clip again has found; nothing while it runs. */
export function comparisonOf(job: Job): Comparison | null {
  if (!isFinished(job)) return null
  if (job.status === 'failed') {
    const words = job.error?.message ?? 'The job was stopped.'
    return { tone: 'red', title: 'It could not be rendered again', words }
  }
  if (job.results.identical !== true) {
    return {
      tone: 'yellow',
      title: 'Not the same',
      words: `The new rendering differs from the kept file, which has not been touched.`,
    }
  }
  return {
    tone: 'green',
    title: 'Identical',
    words: job.results.restored
      ? 'The file was gone; it has been made again, the same to the last bit.'
      : 'The new rendering is the same to the last bit.',
  }
}
