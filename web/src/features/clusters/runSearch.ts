/** What a link to a version holds. */
export interface RunSearch {
  /** The place of the playlist that is open. */
  playlist?: number
  /** The version it is compared with. */
  with?: string
}

/** Read an address; what makes no sense in it is left out. */
export function readRunSearch(raw: Record<string, unknown>): RunSearch {
  const playlist = Number(raw.playlist)
  const other = raw.with
  return {
    ...(raw.playlist !== undefined && Number.isInteger(playlist) && playlist >= 0 && { playlist }),
    ...(typeof other === 'string' && other && { with: other }),
  }
}
