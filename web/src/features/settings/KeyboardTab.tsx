import { ShortcutList } from '../../ui/ShortcutList'
import classes from './Settings.module.css'

/** List what the keyboard can do. */
export function KeyboardTab() {
  return (
    <section className={classes.card} aria-label="Keyboard">
      <h2 className={classes.title}>Keyboard</h2>
      <p className={classes.words}>
        The question mark shows this list on every page. Single keys rest while you write.
      </p>
      <ShortcutList />
    </section>
  )
}
