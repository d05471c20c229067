import { useState } from 'react'
import { RangeField } from '../../ui/RangeField'
import classes from './FilterBar.module.css'
import { FASTEST_BPM, type LibrarySearch } from './librarySearch'

type Range = readonly [slowest: number | undefined, fastest: number | undefined]

const USUAL: readonly { words: string; range: Range }[] = [
  { words: 'To 90', range: [undefined, 90] },
  { words: '90–110', range: [90, 110] },
  { words: '110–130', range: [110, 130] },
  { words: '130–150', range: [130, 150] },
  { words: 'From 150', range: [150, undefined] },
]

interface TempoRangeProps {
  search: LibrarySearch
  onChange: (part: LibrarySearch) => void
}

/** Choose a range of tempi, typed or one of the usual ones. */
export function TempoRange({ search, onChange }: TempoRangeProps) {
  const [round, setRound] = useState(0) // the fields hold what was typed, and begin anew
  const [isTurned, setTurned] = useState(false)
  const tell = ([slowest, fastest]: Range) => {
    const turned = slowest !== undefined && fastest !== undefined && slowest > fastest
    setTurned(turned)
    if (!turned) onChange({ slowest, fastest })
  }
  return (
    <div className={classes.choices}>
      <RangeField
        key={round}
        label="Tempo in BPM"
        from={search.slowest}
        to={search.fastest}
        most={FASTEST_BPM}
        onChange={(slowest, fastest) => tell([slowest, fastest])}
      />
      {isTurned && (
        <p className={classes.wrong} role="alert">
          The lower end is above the upper one.
        </p>
      )}
      <div className={classes.usual}>
        {USUAL.map(({ words, range }) => (
          <button
            key={words}
            type="button"
            className={classes.key}
            aria-pressed={search.slowest === range[0] && search.fastest === range[1]}
            aria-label={`${words} BPM`}
            onClick={() => {
              tell(range)
              setRound(round + 1)
            }}
          >
            {words}
          </button>
        ))}
      </div>
    </div>
  )
}
