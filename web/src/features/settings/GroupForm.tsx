import { Alert, Button } from '@mantine/core'
import { Check } from 'lucide-react'
import type { FormEvent, ReactNode } from 'react'
import { messageOf } from '../../api/client'
import { formatNumberOf } from '../../ui/format'
import { SettingRow } from './SettingRow'
import classes from './Settings.module.css'
import type { SettingGroup } from './settingsApi'
import { type GroupFormState, useGroupForm } from './useGroupForm'

/** Settle a group of things. */
export function GroupForm({ group }: { group: SettingGroup }) {
  return <GroupFields form={useGroupForm(group)} />
}

interface GroupFieldsProps {
  form: GroupFormState
  /** Above the fields. */
  lead?: ReactNode
  /** Between the fields and the button that saves them. */
  children?: ReactNode
}

/** Show the fields of a group, and save what was changed. */
export function GroupFields({ form, lead, children }: GroupFieldsProps) {
  const { group, count } = form
  const submit = (event: FormEvent) => {
    event.preventDefault()
    form.save()
  }
  return (
    <form className={classes.card} aria-label={group.title} noValidate onSubmit={submit}>
      <h2 className={classes.title}>{group.title}</h2>
      {lead}
      <div className={classes.rows}>
        {group.items.map((setting) => (
          <SettingRow
            key={setting.name}
            setting={setting}
            draft={form.draft}
            fault={form.faultAt(setting)}
            onChange={(entry) => form.change(setting, entry)}
          />
        ))}
      </div>
      {children}
      {form.error && <Alert color="red">{messageOf(form.error)}</Alert>}
      <div className={classes.foot}>
        <p role="status" className={classes.note} data-good={form.saved && count === 0}>
          {count > 0
            ? `${formatNumberOf(count, 'change')} not saved`
            : form.saved && (
                <>
                  <Check size={15} aria-hidden="true" /> Saved; it holds from now on.
                </>
              )}
        </p>
        {count > 0 && (
          <Button variant="default" onClick={form.discard} disabled={form.pending}>
            Discard
          </Button>
        )}
        <Button type="submit" loading={form.pending} disabled={count === 0 || !form.isValid}>
          Save
        </Button>
      </div>
    </form>
  )
}
