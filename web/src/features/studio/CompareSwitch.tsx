import { Tooltip } from '@mantine/core'
import type { StemEngine } from '../../audio/stemEngine'
import { matchedGains } from './loudnessMatch'
import classes from './StemPlayer.module.css'
import type { Reference } from './studioApi'
import { formatGain } from './studioWords'
import { useEngineView } from './useStemEngine'

/** Switch between the mix and the reference, both equally loud. */
export function CompareSwitch({ engine, reference }: { engine: StemEngine; reference: Reference }) {
  const { side } = useEngineView(engine)
  return (
    <Tooltip label={matchInWords(reference)}>
      <fieldset className={classes.compare} style={{ padding: 0, margin: 0, minWidth: 0 }}>
        <legend className="visually-hidden">Compare</legend>
        <button
          type="button"
          className={classes.side}
          aria-pressed={side === 'mix'}
          onClick={() => engine.listenTo('mix')}
        >
          A: this
        </button>
        <button
          type="button"
          className={classes.side}
          aria-pressed={side === 'reference'}
          onClick={() => engine.listenTo('reference')}
        >
          B: {reference.name}
        </button>
      </fieldset>
    </Tooltip>
  )
}

/** Say which side is turned down so that loudness decides nothing. */
export function matchInWords(reference: Reference): string {
  if (reference.gain_db === null) return 'The reference has no measured loudness; levels differ'
  const { gainDb, mixGainDb } = matchedGains(reference.gain_db)
  if (mixGainDb < 0)
    return `Equally loud: while compared, this is turned to ${formatGain(mixGainDb)}`
  return `Equally loud: the reference is turned to ${formatGain(gainDb)}`
}
