import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Source, unwrap } from '../../api/client'
import { keys } from '../../api/queries'
import { announce, announceError } from '../../ui/announce'
import { formatNumberOf } from '../../ui/format'

/** Tell whether a source is what Menura made itself. */
export function isMadeHere(source: Source): boolean {
  return source.kind === 'studio' || source.kind === 'sessions'
}

/** Scan many sources, and tell of those that cannot be. */
export function useScanAll() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (sources: readonly Source[]) =>
      Promise.allSettled(
        sources.map((source) =>
          unwrap(
            api.POST('/api/v1/sources/{source_id}/scan', {
              params: { path: { source_id: source.id } },
            }),
          ),
        ),
      ),
    onSuccess: (outcomes, sources) => {
      for (const [place, outcome] of outcomes.entries()) {
        if (outcome.status === 'rejected') {
          announceError(`“${sources[place]?.name}” cannot be scanned`, outcome.reason)
        }
      }
      const begun = outcomes.filter(({ status }) => status === 'fulfilled').length
      if (begun > 0) announce(`${formatNumberOf(begun, 'scan')} begun`, 'One after the other.')
      void client.invalidateQueries({ queryKey: keys.sources })
      void client.invalidateQueries({ queryKey: keys.jobs })
    },
  })
}
