import { useLayoutEffect, useRef } from 'react'
import type { JobDetail } from '../../api/client'
import { isFinished } from '../../api/events'
import classes from './JobsPage.module.css'

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const NEAR_END_PX = 40

/** Show the last lines a job wrote; new ones come into sight while one reads at the end. */
export function JobLog({ job }: { job: JobDetail }) {
  const list = useRef<HTMLOListElement>(null)
  const follows = useRef(true)
  const count = job.log.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever lines come
  useLayoutEffect(() => {
    if (follows.current && list.current) list.current.scrollTop = list.current.scrollHeight
  }, [count])
  return (
    <section className={classes.part}>
      <h2 className={classes.partTitle}>Log</h2>
      {count === 0 ? (
        <p className={classes.facts}>
          {isFinished(job) ? 'It had nothing to say.' : 'No lines yet.'}
        </p>
      ) : (
        <ol
          ref={list}
          className={classes.log}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
          tabIndex={0}
          aria-label="Log"
          onScroll={({ currentTarget: at }) => {
            follows.current = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_END_PX
          }}
        >
          {job.log.map((line, place) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own
              key={place}
              className={classes.line}
              data-level={line.level.toLowerCase()}
            >
              <time className={classes.time} dateTime={line.at}>
                {clock.format(new Date(line.at))}
              </time>
              <span>{line.message}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
