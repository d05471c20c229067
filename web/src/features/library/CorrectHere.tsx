import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Track } from '../../api/client'
import { analysisQuery } from '../../api/queries'
import { announceError } from '../../ui/announce'
import { CorrectionDialog } from './CorrectionDialog'
import type { CorrectionName } from './correctionForms'

interface CorrectHereProps {
  track: Track
  /** Moods have a place of their own, in the panel. */
  name: Exclude<CorrectionName, 'moods'>
  opened: boolean
  onClose: () => void
}

/** Let a person say what is right wherever a track is shown, outside of its panel too. */
export function CorrectHere(props: CorrectHereProps) {
  const { track, opened, onClose } = props
  const { data: analysis, error } = useQuery({ ...analysisQuery(track.id), enabled: opened })
  useEffect(() => {
    if (!opened || !error) return
    announceError(`“${track.title}” cannot be corrected now`, error)
    onClose()
  }, [opened, error, track.title, onClose])
  if (!analysis) return null
  return <CorrectionDialog {...props} analysis={analysis} />
}
