import type { IngredientKind } from '../api/ingredients'

export const KIND_NAMES: Record<IngredientKind, string> = {
  track: 'Track',
  artist: 'Artist',
  mood: 'Mood',
  playlist: 'Playlist',
  anchor: 'Anchor',
  text: 'Words',
}
