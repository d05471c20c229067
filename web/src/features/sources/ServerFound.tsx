import { Check, CircleCheck, Minus } from 'lucide-react'
import type { ServerAnswer } from '../../api/sources'
import { CheckList } from '../../ui/CheckList'
import { useIntoView } from '../../ui/useIntoView'
import classes from './ServerForm.module.css'
import { type ServerForm, toggleLibrary } from './serverForm'
import { CAPABILITIES, productInWords } from './serverWords'

interface ServerFoundProps {
  answer: ServerAnswer
  /** Where libraries are chosen. */
  form?: ServerForm
  onChange?: (part: Partial<ServerForm>) => void
}

/** Tell what a server said when it was tried. */
export function ServerFound({ answer, form, onChange }: ServerFoundProps) {
  const ref = useIntoView<HTMLElement>()
  const { libraries } = answer
  const all = libraries.map(({ id }) => id)
  const chosen = form && form.libraries.length > 0 ? form.libraries : all
  return (
    <section ref={ref} className={classes.found} aria-label="What the server said">
      <h3 className={classes.head}>
        <CircleCheck size={18} aria-hidden="true" />
        {productInWords(answer)}
      </h3>
      <p className={classes.account}>
        {answer.username ? `Signed in as ${answer.username}.` : 'It knows no users.'}
      </p>
      <ul className={classes.can} aria-label="What the account may do">
        {CAPABILITIES.map(({ name, can, cannot }) =>
          answer.capabilities.includes(name) ? (
            <li key={name}>
              <Check size={15} className={classes.yes} aria-hidden="true" />
              {can}
            </li>
          ) : (
            <li key={name} className={classes.not}>
              <Minus size={15} aria-hidden="true" />
              {cannot}
            </li>
          ),
        )}
      </ul>
      {answer.notes.length > 0 && (
        <ul className={classes.notes} aria-label="To know">
          {answer.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {form && onChange && libraries.length > 1 && (
        <CheckList
          label="Libraries"
          hint="All chosen: also those that are added there later."
          options={libraries.map(({ id, name }) => ({
            value: id,
            name,
            disabled: chosen.length === 1 && chosen[0] === id,
          }))}
          chosen={chosen}
          onToggle={(id) => onChange({ libraries: toggleLibrary(form.libraries, id, all) })}
        />
      )}
    </section>
  )
}
