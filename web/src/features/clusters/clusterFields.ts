import type { Clustering } from './clusterApi'

export type Algorithm = NonNullable<Clustering['algorithm']>

export const ALGORITHMS: { value: Algorithm; label: string }[] = [
  { value: 'kmeans', label: 'k-means: even groups, fastest' },
  { value: 'gmm', label: 'Gaussian mixture: groups may overlap' },
  { value: 'spectral', label: 'Spectral: groups of any shape, slower' },
  { value: 'dbscan', label: 'DBSCAN: dense groups, the rest stays out' },
]

/** A number of the form. */
export interface NumberField {
  /** Its name in the API; of the weights, after `weights.`. */
  key: string
  label: string
  hint?: string
  usual: number
  min: number
  max: number
  step: number
  /** Only for these algorithms. */
  only?: readonly Algorithm[]
}

const COUNTED: readonly Algorithm[] = ['kmeans', 'gmm', 'spectral']
const DENSE: readonly Algorithm[] = ['dbscan']

const count = (key: string, label: string, usual: number, min: number, max: number) => ({
  key,
  label,
  usual,
  min,
  max,
  step: 1,
})
const share = (key: string, label: string, usual: number) => ({
  key,
  label,
  usual,
  min: 0,
  max: 1,
  step: 0.05,
})
const weight = (key: string, label: string, usual: number) => ({
  key: `weights.${key}`,
  label,
  usual,
  min: 0,
  max: 100,
  step: 0.1,
})

// A test holds these against the description of the API.
export const FIRST_FIELDS: NumberField[] = [
  {
    ...count('playlists', 'Playlists', 8, 0, 1000),
    hint: 'The most different ones are kept; 0 keeps all.',
  },
  { ...count('per_artist', 'Songs per artist', 3, 0, 1000), hint: 'In a playlist; 0: no limit.' },
  {
    ...count('iterations', 'Attempts', 1000, 1, 10_000),
    hint: 'More take longer and find better groups.',
  },
]

export const GROUP_FIELDS: NumberField[] = [
  {
    ...count('clusters_from', 'Groups from', 0, 0, 1000),
    hint: '0: as suits the library.',
    only: COUNTED,
  },
  {
    ...count('clusters_to', 'Groups to', 0, 0, 1000),
    hint: '0: as suits the library.',
    only: COUNTED,
  },
  {
    key: 'eps_from',
    label: 'Reach from',
    usual: 0.5,
    min: 0.01,
    max: 10,
    step: 0.05,
    only: DENSE,
  },
  { key: 'eps_to', label: 'Reach to', usual: 1.5, min: 0.01, max: 10, step: 0.05, only: DENSE },
  { ...count('min_samples_from', 'Neighbours from', 5, 2, 1000), only: DENSE },
  { ...count('min_samples_to', 'Neighbours to', 20, 2, 1000), only: DENSE },
  { ...count('pca_to', 'Components', 60, 0, 512), hint: 'At most; 0 keeps all.' },
  { ...count('min_songs', 'Shortest playlist', 5, 1, 1000), hint: 'In songs.' },
  {
    ...count('max_songs', 'Longest playlist', 0, 0, 100_000),
    hint: 'Longer are split; 0: no limit.',
  },
]

export const SEARCH_FIELDS: NumberField[] = [
  { ...count('sample_size', 'Tracks per attempt', 10_000, 10, 100_000) },
  share('sample_change', 'Exchanged per attempt', 0.2),
  share('explore_share', 'Free attempts first', 0.2),
  count('elites', 'Best kept', 10, 1, 100),
  share('mutation_share', 'Made from the best', 0.7),
  { ...count('seed', 'Seed', 0, 0, 2_147_483_647), hint: 'The same seed gives the same groups.' },
]

export const WEIGHT_FIELDS: NumberField[] = [
  weight('diversity', 'Playlists differ in mood', 2),
  weight('purity', 'One mood in a playlist', 1),
  weight('other_diversity', 'Playlists differ otherwise', 0),
  weight('other_purity', 'One character in a playlist', 0),
  weight('silhouette', 'Silhouette', 0),
  weight('davies_bouldin', 'Davies-Bouldin', 0),
  weight('calinski_harabasz', 'Calinski-Harabasz', 0),
]

export const ALL_FIELDS = [...FIRST_FIELDS, ...GROUP_FIELDS, ...SEARCH_FIELDS, ...WEIGHT_FIELDS]

/** What was chosen; numbers as they were typed, and only those that were touched. */
export interface ClusterForm {
  name: string
  algorithm: Algorithm
  basis: NonNullable<Clustering['basis']>
  naming: NonNullable<Clustering['naming']>
  /** Genres the sample holds its share of, separated by commas; none: the most frequent. */
  genres: string
  numbers: Readonly<Record<string, string>>
}

export const USUAL_FORM: ClusterForm = {
  name: '',
  algorithm: 'kmeans',
  basis: 'embeddings',
  naming: 'mood_tempo',
  genres: '',
  numbers: {},
}

/** Say what is wrong with a number, if anything is. */
export function faultOf(field: NumberField, typed: string | undefined): string | undefined {
  if (typed === undefined || typed.trim() === '') return undefined
  const value = Number(typed)
  const whole = Number.isInteger(field.step)
  if (Number.isFinite(value) && value >= field.min && value <= field.max) {
    return whole && !Number.isInteger(value) ? 'A whole number.' : undefined
  }
  return `Between ${field.min} and ${field.max}.`
}

/** Return the fields that the algorithm at hand knows. */
export function fieldsFor(fields: readonly NumberField[], algorithm: Algorithm): NumberField[] {
  return fields.filter(({ only }) => !only || only.includes(algorithm))
}

/** Make the request; what was left as usual is left to the server. */
export function requestOf(form: ClusterForm): Clustering {
  const request: Record<string, unknown> = {
    algorithm: form.algorithm,
    basis: form.basis,
    naming: form.naming,
  }
  const weights: Record<string, number> = {}
  for (const { key } of fieldsFor(ALL_FIELDS, form.algorithm)) {
    const typed = form.numbers[key]?.trim()
    if (!typed) continue
    if (key.startsWith('weights.')) weights[key.slice('weights.'.length)] = Number(typed)
    else request[key] = Number(typed)
  }
  const genres = form.genres
    .split(',')
    .map((genre) => genre.trim())
    .filter(Boolean)
  if (form.name.trim()) request.name = form.name.trim()
  if (genres.length > 0) request.genres = genres
  if (Object.keys(weights).length > 0) request.weights = weights
  return request as Clustering
}
