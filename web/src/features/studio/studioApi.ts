import { api, type Schemas, unwrap } from '../../api/client'

export type Production = Schemas['ProductionOut']
export type ProductionDetail = Schemas['ProductionDetailOut']
export type Parsed = Schemas['ParseOut']
export type Decision = Schemas['DecisionOut']
export type Genre = Schemas['GenreOut']
export type Mode = Schemas['Mode']
export type Section = ProductionDetail['sections'][number]
export type Stem = Schemas['StemOut']
export type Reference = Schemas['ReferenceOut']
/** What a stem plays: start and length in beats, MIDI pitch, velocity 0 to 1. */
export interface PartNotes {
  role: string
  notes: readonly (readonly number[])[]
}
export type ChangeKind = Schemas['ChangeKind']
/** What to make anew; what it leaves out keeps its default. */
export type Change = Partial<Schemas['ChangeIn']> & { kind: ChangeKind }

/** What a request says beside its sentence. */
export interface MakeRequest {
  prompt: string
  reference: File | null
  referenceTrackId: string | null
  seed: number | null
  profile: string
  generator: string | null
  premaster: boolean
  overrides: Readonly<Record<string, unknown>>
}

export function startProduction(request: MakeRequest): Promise<Schemas['JobAcceptedOut']> {
  return unwrap(
    api.POST('/api/v1/jobs', {
      // The form is made below; what stands here only satisfies the types.
      body: { prompt: request.prompt, overrides: '', profile: '', premaster: false },
      bodySerializer: () => formOf(request),
    }),
  )
}

/** Put a request into the form that the server reads; what is open is left out. */
export function formOf(request: MakeRequest): FormData {
  const form = new FormData()
  form.set('prompt', request.prompt)
  form.set('profile', request.profile)
  if (request.reference) form.set('reference_track', request.reference)
  if (request.referenceTrackId) form.set('reference_track_id', request.referenceTrackId)
  if (request.seed !== null) form.set('seed', String(request.seed))
  if (request.generator) form.set('generator', request.generator)
  if (request.premaster) form.set('premaster', 'true')
  if (Object.keys(request.overrides).length > 0) {
    form.set('overrides', JSON.stringify(request.overrides))
  }
  return form
}

export function changeProduction(id: string, change: Change): Promise<Schemas['JobAcceptedOut']> {
  return unwrap(
    api.POST('/api/v1/studio/productions/{production_id}/changes', {
      params: { path: { production_id: id } },
      body: { distance: 0.5, ...change },
    }),
  )
}

export function removeProduction(id: string): Promise<unknown> {
  return unwrap(
    api.DELETE('/api/v1/studio/productions/{production_id}', {
      params: { path: { production_id: id } },
    }),
  )
}
