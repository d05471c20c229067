import { ActionIcon, Badge } from '@mantine/core'
import { BrainCircuit, CircleAlert, CircleCheck, Trash2 } from 'lucide-react'
import type { Model, Schemas } from '../../api/client'
import { formatBytes } from '../../ui/format'
import classes from './ModelsPage.module.css'
import { useRemoveModel } from './modelActions'
import { roleInWords } from './modelWords'

interface ModelRowProps {
  model: Model
  /** What came of the last check, while this page is open. */
  check: Schemas['ModelCheckOut'] | undefined
}

/** Show one model file: what it is for, whether it is used, and what is wrong with it. */
export function ModelRow({ model, check }: ModelRowProps) {
  const remove = useRemoveModel(model)
  return (
    <li className={classes.row}>
      <span className={classes.icon} data-bad={model.problem !== null || undefined}>
        <BrainCircuit size={20} aria-hidden="true" />
      </span>
      <div className={classes.words}>
        <span className={classes.role}>
          {roleInWords(model)}
          {model.used && (
            <Badge size="sm" variant="light" tt="none" fw={550}>
              in use
            </Badge>
          )}
        </span>
        <span className={classes.facts} title={`SHA-256 ${model.sha256}`}>
          {model.name} · {formatBytes(model.size_bytes)} · {model.sha256.slice(0, 8)}
        </span>
        <ModelState model={model} check={check} />
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Remove ${model.name}`}
        onClick={remove}
      >
        <Trash2 size={16} />
      </ActionIcon>
    </li>
  )
}

/** Say what is wrong with a model; after a check, also that nothing is. */
function ModelState({ model, check }: ModelRowProps) {
  const bad = check ? !check.ok : model.problem !== null
  if (!check && !bad) return null
  const Icon = bad ? CircleAlert : CircleCheck
  return (
    <span className={classes.state} data-bad={bad || undefined}>
      <Icon size={15} aria-hidden="true" />
      {check?.message || model.problem || 'It works.'}
    </span>
  )
}
