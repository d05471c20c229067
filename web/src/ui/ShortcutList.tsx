import { Kbd } from '@mantine/core'
import classes from './ShortcutList.module.css'
import { SHORTCUTS, type Shortcut } from './shortcuts'

/** List what the keyboard can do. */
export function ShortcutList() {
  return SHORTCUTS.map(({ name, shortcuts }) => (
    <section key={name} className={classes.group} aria-label={name}>
      <h3 className={classes.name}>{name}</h3>
      <dl className={classes.list}>
        {shortcuts.map((shortcut) => (
          <Line key={shortcut.what} {...shortcut} />
        ))}
      </dl>
    </section>
  ))
}

function Line({ what, keys }: Shortcut) {
  return (
    <>
      <dt>{what}</dt>
      <dd>
        {keys.map((combination) => (
          <span key={combination.join()} className={classes.keys}>
            {combination.map((key) => (
              <Kbd key={key} size="sm">
                {key}
              </Kbd>
            ))}
          </span>
        ))}
      </dd>
    </>
  )
}
