import { ActionIcon, Button, Switch } from '@mantine/core'
import { type LucideIcon, Play } from 'lucide-react'
import type { ReactNode } from 'react'
import { announceError } from './announce'
import classes from './ItemList.module.css'

// Lists of things that are kept and done again and again: anchors, radios, schedules.

interface ItemSectionProps {
  label: string
  titled?: boolean
  children: ReactNode
}

export function ItemSection({ label, titled = true, children }: ItemSectionProps) {
  return (
    <section className={classes.part} aria-label={label}>
      {titled && <h2 className={classes.partTitle}>{label}</h2>}
      {children}
    </section>
  )
}

export function ItemList({ label, children }: { label?: string; children: ReactNode }) {
  return (
    <ul className={classes.list} aria-label={label}>
      {children}
    </ul>
  )
}

interface ItemProps {
  picture?: ReactNode
  name: ReactNode
  /** Lines under the name, each a `Fact`. */
  facts: ReactNode
  buttons: ReactNode
  /** Under all that. */
  children?: ReactNode
}

/** Show one thing: its name, a few lines about it, and what can be done with it. */
export function Item({ picture, name, facts, buttons, children }: ItemProps) {
  return (
    <li className={classes.item}>
      <div className={classes.row}>
        {picture}
        <div className={classes.words}>
          <span className={classes.name}>{name}</span>
          {facts}
        </div>
        <div className={classes.buttons}>{buttons}</div>
      </div>
      {children}
    </li>
  )
}

export function Fact({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <span className={classes.facts} title={title}>
      {children}
    </span>
  )
}

interface IconButtonProps {
  icon: LucideIcon
  label: string
  title: string
  disabled?: boolean
  onClick: () => void
}

export function IconButton({ icon: Icon, label, ...rest }: IconButtonProps) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} {...rest}>
      <Icon size={16} />
    </ActionIcon>
  )
}

/** What a button needs of a mutation. */
interface Doing<Input> {
  mutate: (input: Input, options: { onError: (error: unknown) => void }) => void
  isPending: boolean
}

/** Do at once what is else done by the clock. */
export function RunNowButton({ name, run }: { name: string; run: Doing<undefined> }) {
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Play size={14} />}
      loading={run.isPending}
      aria-label={`Run ${name} now`}
      onClick={() =>
        run.mutate(undefined, {
          onError: (error) => announceError(`“${name}” cannot be run`, error),
        })
      }
    >
      Run now
    </Button>
  )
}

interface OnSwitchProps {
  name: string
  label: string
  title?: string
  on: boolean
  change: Doing<boolean>
}

/** Say whether something is done by itself. */
export function OnSwitch({ name, label, title, on, change }: OnSwitchProps) {
  return (
    <Switch
      size="sm"
      aria-label={label}
      title={title}
      checked={on}
      onChange={(event) =>
        change.mutate(event.currentTarget.checked, {
          onError: (error) => announceError(`“${name}” cannot be switched`, error),
        })
      }
    />
  )
}
