import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { type Analysis, api, type Corrections, type Schemas, unwrap } from '../../api/client'
import { keys } from '../../api/queries'
import { announce } from '../../ui/announce'
import {
  CORRECTION_NOUNS,
  type CorrectionName,
  correctionOf,
  valueInWords,
} from './correctionForms'

/** Say what is known better; the answer is shown at once in the panel and in every list. */
export function useCorrect(trackId: string, onDone?: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Corrections) =>
      unwrap(
        api.PATCH('/api/v1/tracks/{track_id}/corrections', {
          params: { path: { track_id: trackId } },
          body,
        }),
      ),
    onSuccess: (analysis, body) => {
      showAnalysis(client, trackId, analysis)
      for (const name of Object.keys(body) as CorrectionName[]) announceCorrection(name, analysis)
      onDone?.()
    },
  })
}

/** Take a correction back, so that what was measured is shown again. */
export function useWithdraw(trackId: string, onDone?: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: CorrectionName) =>
      unwrap(
        api.DELETE('/api/v1/tracks/{track_id}/corrections/{name}', {
          params: { path: { track_id: trackId, name } },
        }),
      ),
    onSuccess: (analysis, name) => {
      showAnalysis(client, trackId, analysis)
      announce(`The ${CORRECTION_NOUNS[name]} is as it was heard`, '')
      onDone?.()
    },
  })
}

function announceCorrection(name: CorrectionName, analysis: Analysis) {
  const correction = correctionOf(analysis, name)
  if (!correction) return
  const title =
    name === 'moods'
      ? 'The moods are corrected'
      : `The ${CORRECTION_NOUNS[name]} is now ${valueInWords(name, correction.value)}`
  const heard =
    name === 'moods' ? '' : ` What was heard is kept: ${valueInWords(name, correction.measured)}.`
  announce(title, `It stays so when the track is heard again.${heard}`)
}

/** Write what the server answered wherever the page shows the track. */
export function showAnalysis(client: QueryClient, trackId: string, analysis: Analysis): void {
  const update = (track: Schemas['TrackOut']) =>
    track.id === trackId ? { ...track, features: analysis.features } : track
  client.setQueryData(keys.analysis(trackId), analysis)
  client.setQueryData<Schemas['TrackOut']>(keys.track(trackId), (old) => old && update(old))
  client.setQueriesData<Schemas['TracksOut']>({ queryKey: keys.trackPages }, (old) =>
    old ? { ...old, items: old.items.map(update) } : old,
  )
  for (const queryKey of [keys.track(trackId), keys.trackPages, keys.similar(trackId)]) {
    void client.invalidateQueries({ queryKey })
  }
}
