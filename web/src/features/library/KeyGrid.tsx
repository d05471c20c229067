import classes from './FilterBar.module.css'
import { keyWords } from './filterWords'

/** Round the circle of fifths: what stands side by side goes together. */
const FIFTHS = ['C', 'G', 'D', 'A', 'E', 'B', 'F#', 'C#', 'G#', 'D#', 'A#', 'F']
const MAJOR = FIFTHS
const MINOR = [...FIFTHS.slice(3), ...FIFTHS.slice(0, 3)].map((tonic) => `${tonic}m`)

interface KeyGridProps {
  chosen: readonly string[]
  onChange: (keys: string[] | undefined) => void
}

/** Choose keys; each major key stands above its relative minor. */
export function KeyGrid({ chosen, onChange }: KeyGridProps) {
  const press = (key: string) => {
    const others = chosen.filter((one) => one !== key)
    const next = others.length < chosen.length ? others : [...others, key]
    onChange(next.length > 0 ? next : undefined)
  }
  return (
    <fieldset className={classes.choices}>
      <legend>Any of these keys</legend>
      <div className={classes.keys}>
        {MAJOR.map((key, place) => (
          <div key={key} className={classes.pair}>
            {[key, MINOR[place] as string].map((one) => (
              <button
                key={one}
                type="button"
                className={classes.key}
                aria-pressed={chosen.includes(one)}
                aria-label={`${keyWords(one.replace('m', ''))} ${one.endsWith('m') ? 'minor' : 'major'}`}
                onClick={() => press(one)}
              >
                {keyWords(one)}
              </button>
            ))}
          </div>
        ))}
      </div>
    </fieldset>
  )
}
