import { Loader, Progress } from '@mantine/core'
import { Circle, CircleCheck, CircleX } from 'lucide-react'
import type { Job } from '../../api/client'
import classes from './Making.module.css'
import { STAGES, type StageState, stageStates } from './stages'

const WORDS: Record<StageState, string> = {
  done: 'done',
  now: 'under way',
  ahead: 'still to come',
  stopped: 'stopped here',
}

/** Show the stages of a production and which of them is under way. */
export function StageStepper({ job }: { job: Job }) {
  const states = stageStates(job)
  return (
    <>
      <ol className={classes.stages} aria-label="Stages">
        {STAGES.map(({ name, words }, place) => {
          const state = states[place] ?? 'ahead'
          return (
            <li
              key={name}
              className={classes.stage}
              data-state={state}
              aria-current={state === 'now' ? 'step' : undefined}
            >
              <Mark state={state} />
              <span>
                {words}
                <span className="visually-hidden">, {WORDS[state]}</span>
              </span>
            </li>
          )
        })}
      </ol>
      <div className={classes.bar}>
        <Progress
          value={Math.max(1, job.progress)}
          animated={job.status === 'processing'}
          aria-label={`Progress of ${job.title}`}
        />
        <span className={classes.percent}>{job.progress} %</span>
      </div>
    </>
  )
}

function Mark({ state }: { state: StageState }) {
  if (state === 'now') return <Loader size={15} aria-hidden="true" />
  const Icon = { done: CircleCheck, ahead: Circle, stopped: CircleX }[state]
  return <Icon size={16} aria-hidden="true" />
}
