import { type ComponentType, createContext } from 'react'
import type { Track } from '../../api/client'

/** What can be corrected of a sample without leaving it. */
export type Correctable = 'tempo_bpm' | 'key' | 'kind' | 'instrument'

export interface CorrectProps {
  track: Track
  name: Correctable
  opened: boolean
  onClose: () => void
}

/** The dialog that takes corrections; the app gives it, since another feature has it. */
export const CorrectionSlot = createContext<ComponentType<CorrectProps> | null>(null)
