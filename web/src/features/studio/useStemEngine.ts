import { useEffect, useState, useSyncExternalStore } from 'react'
import { StreamedReference } from '../../audio/referenceSound'
import { soundContext } from '../../audio/soundContext'
import { leaveSound, offerSound } from '../../audio/soundOwner'
import { type EngineView, StemEngine } from '../../audio/stemEngine'
import { matchedGains } from './loudnessMatch'
import type { ProductionDetail } from './studioApi'

/**
 * Make the player of a production's stems; it falls silent when the page goes. Whoever shows
 * another production must be another component: give it a key.
 */
export function useStemEngine(production: ProductionDetail): StemEngine {
  const [engine] = useState(() => makeEngine(production))
  useEffect(() => {
    offerSound(engine)
    return () => {
      engine.release()
      leaveSound(engine)
    }
  }, [engine])
  return engine
}

export function useEngineView(engine: StemEngine): EngineView {
  return useSyncExternalStore(engine.subscribe, engine.read)
}

function makeEngine(production: ProductionDetail): StemEngine {
  const { reference, stem_files, duration_s } = production
  const url = reference?.url
  return new StemEngine({
    context: soundContext,
    stems: stem_files.map((stem) => ({ id: stem.role, url: stem.url })),
    durationS: duration_s ?? 0,
    reference: url
      ? {
          open: (context) => new StreamedReference(context, url),
          ...matchedGains(reference.gain_db),
        }
      : undefined,
  })
}
