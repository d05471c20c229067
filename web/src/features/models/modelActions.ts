import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Model, type Schemas, unwrap } from '../../api/client'
import { keys } from '../../api/queries'
import { announce } from '../../ui/announce'
import { formatNumberOf } from '../../ui/format'

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

export function useRemoveModel(model: Model, onRemoved: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () =>
      unwrap(api.DELETE('/api/v1/models/{name}', { params: { path: { name: model.sha256 } } })),
    onSuccess: () => {
      announce(`“${model.name}” is removed`, 'What was heard with it stays.')
      void client.invalidateQueries({ queryKey: keys.models })
      onRemoved()
    },
  })
}
