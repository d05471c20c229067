/** The columns of a map, besides where its points lie. */
export type MapColumn = 'genre' | 'mood' | 'cluster' | 'tempo' | 'key' | 'source'

export const MAP_COLUMNS: readonly MapColumn[] = [
  'genre',
  'mood',
  'cluster',
  'tempo',
  'key',
  'source',
]
