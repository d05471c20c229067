import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Job, type Schemas, unwrap } from '../../api/client'
import { keys } from '../../api/queries'
import { deleteWithUndo } from '../../ui/undo'

export type Collection = Schemas['CollectionOut']
export type Signer = Collection['signers'][number]
export type Token = Collection['tokens'][number]
export type Peer = Collection['peers'][number]
export type Export = Collection['exports'][number]

export const collectionQuery = queryOptions({
  queryKey: keys.collection,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/collection', { signal })),
})

export function exportFileUrl(name: string): string {
  return `/api/v1/collection/exports/${encodeURIComponent(name)}`
}

/** An archive to take in. */
export interface Incoming {
  file: File
  /** The key it is signed with, when somebody has compared it. */
  trust?: string
  keepOffers: boolean
}

const ARCHIVE = 'application/vnd.menura.collection'

const deeds = {
  consent: (body: Schemas['ConsentEdit']) => unwrap(api.PATCH('/api/v1/collection', { body })),
  makeExport: (since: string | null) =>
    unwrap(api.POST('/api/v1/collection/exports', { body: { since } })),
  takeIn: ({ file, trust, keepOffers }: Incoming): Promise<Job> =>
    unwrap(
      api.POST('/api/v1/collection/imports', {
        params: { query: { trust, keep_offers: keepOffers } },
        headers: { 'Content-Type': ARCHIVE },
        body: '',
        bodySerializer: () => file,
      }),
    ),
  trust: (body: Schemas['SignerIn']) => unwrap(api.POST('/api/v1/collection/signers', { body })),
  distrust: ({ fingerprint, taken }: { fingerprint: string; taken: boolean }) =>
    unwrap(
      api.DELETE('/api/v1/collection/signers/{fingerprint}', {
        params: { path: { fingerprint }, query: { taken } },
      }),
    ),
  makeToken: (body: Schemas['TokenIn']) => unwrap(api.POST('/api/v1/collection/tokens', { body })),
  removeToken: (id: string) =>
    unwrap(
      api.DELETE('/api/v1/collection/tokens/{token_id}', { params: { path: { token_id: id } } }),
    ),
  addPeer: (body: Schemas['PeerIn']) => unwrap(api.POST('/api/v1/collection/peers', { body })),
  confirmPeer: ({ id, signer }: { id: string; signer: string }) =>
    unwrap(
      api.PATCH('/api/v1/collection/peers/{peer_id}', {
        params: { path: { peer_id: id } },
        body: { signer },
      }),
    ),
  pull: (id: string): Promise<Job> =>
    unwrap(
      api.POST('/api/v1/collection/peers/{peer_id}/pull', { params: { path: { peer_id: id } } }),
    ),
  push: (id: string): Promise<Job> =>
    unwrap(
      api.POST('/api/v1/collection/peers/{peer_id}/push', { params: { path: { peer_id: id } } }),
    ),
}

type Deeds = typeof deeds

/** Do something about sharing; the page then shows how it stands. */
export function useDeed<Name extends keyof Deeds>(name: Name) {
  const client = useQueryClient()
  type Input = Parameters<Deeds[Name]>[0]
  type Output = Awaited<ReturnType<Deeds[Name]>>
  return useMutation<Output, Error, Input>({
    mutationFn: (input) => (deeds[name] as (input: Input) => Promise<Output>)(input),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.collection })
      void client.invalidateQueries({ queryKey: keys.jobs })
    },
  })
}

/** Return how to delete an archive that was made here. */
export function useRemoveExport({ name }: Export) {
  const client = useQueryClient()
  return () =>
    deleteWithUndo({
      key: `export:${name}`,
      name,
      commit: () =>
        unwrap(api.DELETE('/api/v1/collection/exports/{name}', { params: { path: { name } } })),
      // A promise: an archive of the same name may be made.
      onDone: () => client.invalidateQueries({ queryKey: keys.collection }),
    })
}

/** Return how to forget another Menura. */
export function useRemovePeer({ id, name }: Peer) {
  const client = useQueryClient()
  return () =>
    deleteWithUndo({
      key: `peer:${id}`,
      name,
      message:
        'What was taken in from it stays. A token that you made for it still opens this Menura: take it back below.',
      commit: () =>
        unwrap(
          api.DELETE('/api/v1/collection/peers/{peer_id}', { params: { path: { peer_id: id } } }),
        ),
      onDone: () => client.invalidateQueries({ queryKey: keys.collection }),
    })
}
