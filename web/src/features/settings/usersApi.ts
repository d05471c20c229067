import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { accountQuery } from '../../api/account'
import { api, type Schemas, unwrap } from '../../api/client'

export type User = Schemas['UserOut']
export type Role = User['role']
export type AccessToken = Schemas['AccessTokenOut']

/** The least characters that the server takes for a password. */
export const LEAST_PASSWORD = 8

const USERS_KEY = ['users'] as const
const TOKENS_KEY = ['access-tokens'] as const

export const usersQuery = queryOptions({
  queryKey: USERS_KEY,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/users', { signal }))).items,
})

export const tokensQuery = queryOptions({
  queryKey: TOKENS_KEY,
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET('/api/v1/account/tokens', { signal }))).items,
})

const deeds = {
  addUser: (body: Schemas['NewUserIn']) => unwrap(api.POST('/api/v1/users', { body })),
  changeUser: ({ id, ...body }: Schemas['UserEdit'] & { id: string }) =>
    unwrap(api.PATCH('/api/v1/users/{user_id}', { params: { path: { user_id: id } }, body })),
  removeUser: (id: string) =>
    unwrap(api.DELETE('/api/v1/users/{user_id}', { params: { path: { user_id: id } } })),
  changePassword: (body: Schemas['OwnPasswordIn']) =>
    unwrap(api.PUT('/api/v1/account/password', { body })),
  addToken: (name: string) => unwrap(api.POST('/api/v1/account/tokens', { body: { name } })),
  removeToken: (id: string) =>
    unwrap(api.DELETE('/api/v1/account/tokens/{token_id}', { params: { path: { token_id: id } } })),
}

type Deeds = typeof deeds

/** Do something about who may come in; the page then shows how it stands. */
export function useDeed<Name extends keyof Deeds>(name: Name) {
  const client = useQueryClient()
  type Input = Parameters<Deeds[Name]>[0]
  type Output = Awaited<ReturnType<Deeds[Name]>>
  return useMutation<Output, Error, Input>({
    mutationFn: (input) => (deeds[name] as (input: Input) => Promise<Output>)(input),
    onSuccess: () =>
      Promise.all(
        [accountQuery.queryKey, USERS_KEY, TOKENS_KEY].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  })
}
