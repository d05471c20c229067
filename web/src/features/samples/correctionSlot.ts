import { createContext } from 'react'
import type { Track } from '../../api/client'

/** What can be corrected of a sample without leaving it. */
export type Correctable = 'tempo_bpm' | 'key' | 'kind' | 'instrument'

/** The dialog that takes corrections: the app gives it, since it belongs to the library. */
export interface CorrectionProps {
  track: Track
  name: Correctable
  opened: boolean
  onClose: () => void
}

/** Opens that dialog; null where there is none. */
export const CorrectionSlot = createContext<((track: Track, name: Correctable) => void) | null>(
  null,
)
