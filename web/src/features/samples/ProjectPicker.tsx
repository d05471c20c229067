import { Button, Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Check, ChevronDown, FolderPlus, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { audition } from '../../audio/audition'
import { lazyDialog } from '../../ui/lazyDialog'
import classes from './ContextBar.module.css'
import { sessionsQuery } from './samplesApi'
import { sessionWords } from './sessionWords'
import { nameProblem, projectName, projectsOf, useWishes } from './wishes'

const NameDialog = lazyDialog(async () => (await import('../../ui/NameDialog')).NameDialog)

interface ProjectPickerProps {
  session: string
  /** There is nothing yet to forget. */
  isNew: boolean
  onReset: () => void
}

/** Go from one project to another: each has a tempo, a key and choices of its own. */
export function ProjectPicker({ session, isNew, onReset }: ProjectPickerProps) {
  const { data: kept = [], refetch } = useQuery(sessionsQuery)
  const [naming, setNaming] = useState(false)
  const contexts = new Map(kept.map((context) => [context.session, context]))
  return (
    <>
      <Menu position="bottom-end" withinPortal returnFocus onOpen={() => void refetch()}>
        <Menu.Target>
          <Button
            variant="default"
            size="xs"
            className={classes.project}
            rightSection={<ChevronDown size={14} aria-hidden="true" />}
            aria-label={`Project: ${projectName(session)}`}
            title={projectName(session)}
          >
            <span className={classes.projectName}>{projectName(session)}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <div className={classes.projects}>
            {projectsOf([...contexts.keys()], session).map((name) => {
              const context = contexts.get(name)
              return (
                <Menu.Item
                  key={name}
                  aria-current={name === session || undefined}
                  leftSection={
                    <Check size={15} opacity={name === session ? 1 : 0} aria-hidden="true" />
                  }
                  onClick={() => choose(name)}
                >
                  <span className={classes.projectName}>{projectName(name)}</span>
                  <span className={classes.projectFacts}>
                    {context ? sessionWords(context) : ''}
                  </span>
                </Menu.Item>
              )
            })}
          </div>
          <Menu.Divider />
          <Menu.Item leftSection={<FolderPlus size={15} />} onClick={() => setNaming(true)}>
            New project…
          </Menu.Item>
          <Menu.Item leftSection={<RotateCcw size={15} />} disabled={isNew} onClick={onReset}>
            Start over…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <NameDialog
        title="New project"
        action="Begin"
        value=""
        opened={naming}
        onSave={async (name) => {
          const problem = nameProblem(name)
          if (problem) throw new Error(problem)
          choose(name)
        }}
        onClose={() => setNaming(false)}
      />
    </>
  )
}

function choose(session: string) {
  if (session === useWishes.getState().session) return
  audition.stop() // what sounds is in the tempo of the other one
  useWishes.setState({ session })
}
