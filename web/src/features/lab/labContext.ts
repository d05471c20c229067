import { createContext, useContext } from 'react'
import type { Session, Steering } from './labApi'
import type { ClipPlayer } from './useClipPlayer'

/** What every part of a session's page needs. */
export interface Lab {
  session: Session
  player: ClipPlayer
  colors: ReadonlyMap<string, string>
  labels: ReadonlyMap<string, string>
  /** The most clips of one batch. */
  most: number
  /** A group that waits for another one to go between. */
  between: string | null
  setBetween: (clusterId: string | null) => void
  make: (steering: Steering, count: number) => void
  asking: boolean
  /** Lead the eye and the focus to a clip or a group. */
  showClip: (clipId: string) => void
  showCluster: (clusterId: string) => void
}

export const LabContext = createContext<Lab | null>(null)

export function useLab(): Lab {
  const lab = useContext(LabContext)
  if (!lab) throw new Error('A part of the lab stands outside of a session.')
  return lab
}

export const clipElementId = (id: string) => `clip-${id}`
export const clusterElementId = (id: string) => `cluster-${id}`
