import { useEffect, useRef, useState } from 'react'
import type { Job } from '../api/client'

/** How fast a job goes and how long it still takes; what is not known is null. */
export interface JobPace {
  perMinute: number | null
  leftS: number | null
}

interface Mark {
  at: number
  done: number
}

const NOT_KNOWN: JobPace = { perMinute: null, leftS: null }
/** The pace of the last minute: long enough to be calm, short enough to follow a change. */
const WINDOW_MS = 60_000
/** Two things that end together are no pace yet. */
const LEAST_MS = 4_000

/**
 * Return the pace that the marks of the last minute show; nothing before it can be told.
 *
 * The first mark is where watching began, in the midst of a thing; the pace is measured between
 * moments at which things were finished.
 */
export function paceOfMarks(marks: readonly Mark[], total: number): JobPace {
  const ends = marks.slice(1)
  const first = ends[0]
  const last = ends.at(-1)
  if (!first || !last || last.at - first.at < LEAST_MS || last.done <= first.done) return NOT_KNOWN
  const perMinute = ((last.done - first.done) * 60_000) / (last.at - first.at)
  return { perMinute, leftS: Math.max(0, (total - last.done) * 60) / perMinute }
}

/** Add a mark where more is done than before, and forget those older than the window. */
export function addMark(marks: readonly Mark[], mark: Mark): readonly Mark[] {
  const last = marks.at(-1)
  if (last && mark.done === last.done) return marks
  if (last && mark.done < last.done) return [mark] // begun anew
  const kept = marks.filter(({ at }) => mark.at - at <= WINDOW_MS)
  return [...(kept.length > 1 ? kept : marks.slice(-2)), mark]
}

/** Tell the pace of a job: what it says itself, else what is seen of it. */
export function useJobPace(job: Job, { done, total }: { done: number; total: number }): JobPace {
  const marks = useRef<readonly Mark[]>([])
  const [seen, setSeen] = useState(NOT_KNOWN)
  const id = job.job_id
  // biome-ignore lint/correctness/useExhaustiveDependencies: another job has a pace of its own
  useEffect(() => {
    marks.current = []
    setSeen(NOT_KNOWN)
  }, [id])
  useEffect(() => {
    marks.current = addMark(marks.current, { at: performance.now(), done })
    setSeen(paceOfMarks(marks.current, total))
  }, [done, total])
  if (job.rate_per_minute) return { perMinute: job.rate_per_minute, leftS: job.time_left_s }
  return seen
}
