import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Model, type Schemas, unwrap } from '../../api/client'
import { keys } from '../../api/queries'
import { announce } from '../../ui/announce'
import { formatNumberOf } from '../../ui/format'
import { deleteWithUndo } from '../../ui/undo'

/** Copy a model file, or a folder of them, to where Menura keeps its models. */
export function useAddModel(onAdded: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Schemas['ModelIn']) => unwrap(api.POST('/api/v1/models', { body })),
    onSuccess: (models) => {
      const before = client.getQueryData<Schemas['ModelsOut']>(keys.models)?.items.length ?? 0
      client.setQueryData(keys.models, models)
      announce(
        `${formatNumberOf(Math.max(1, models.items.length - before), 'model')} added`,
        'Tracks are heard with it at the next scan.',
      )
      onAdded()
    },
  })
}

/** Read, load and run every model once. */
export function useCheckModels() {
  return useMutation({
    mutationFn: async () => (await unwrap(api.POST('/api/v1/models/check'))).items,
  })
}

/** Return how to delete Menura's copy of a model file. */
export function useRemoveModel({ name, sha256 }: Model) {
  const client = useQueryClient()
  return () =>
    deleteWithUndo({
      key: `model:${sha256}`,
      name,
      message: 'What was heard with it stays; no other track is heard with it.',
      commit: () =>
        unwrap(api.DELETE('/api/v1/models/{name}', { params: { path: { name: sha256 } } })),
      // A promise: the same file may be added again.
      onDone: () => client.invalidateQueries({ queryKey: keys.models }),
    })
}
