import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Schemas, unwrap } from '../../api/client'
import type { Value } from './settingDraft'

export type SettingGroup = Schemas['SettingGroupOut']
export type LanguageTest = Schemas['LanguageTestIn']

const SETTINGS_KEY = ['settings'] as const

export const settingsQuery = queryOptions({
  queryKey: SETTINGS_KEY,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/settings', { signal })),
})

export const aboutQuery = queryOptions({
  queryKey: ['about'] as const,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/about', { signal })),
  staleTime: 0,
})

/** Settle things; they hold at once. */
export function useSaveSettings() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (values: Record<string, Value>) =>
      unwrap(api.PATCH('/api/v1/settings', { body: { values } })),
    onSuccess: (settings) => {
      client.setQueryData(SETTINGS_KEY, settings)
      // Any answer may be another from now on: what there is to choose, what is in trouble.
      void client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== SETTINGS_KEY[0],
      })
    },
  })
}

/** Ask a language model something, as it stands in the fields. */
export function useTryLanguage() {
  return useMutation({
    mutationFn: (body: LanguageTest) =>
      unwrap(api.POST('/api/v1/settings/language/test', { body })),
  })
}
