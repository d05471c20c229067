import type { Batch, Clip } from './labApi'

/** A clip where it stands: in which batch and group, and its number in the batch, from 1. */
export interface PlacedClip {
  clip: Clip
  batchId: string
  clusterId: string
  label: string
  number: number
}

/** List clips in the order in which they are read: batch by batch, group by group. */
export function placeClips(batches: readonly Batch[]): PlacedClip[] {
  return batches.flatMap((batch) => {
    const inBatch = batch.clusters.flatMap((cluster) =>
      cluster.clips.map((clip) => ({ clip, cluster })),
    )
    return inBatch.map(({ clip, cluster }, place) => ({
      clip,
      batchId: batch.id,
      clusterId: cluster.id,
      label: cluster.label,
      number: place + 1,
    }))
  })
}

/**
 * Return the clip an arrow key leads to: up and down along a group and on to the next batch,
 * left and right to the group beside it.
 */
export function neighbourOf(
  batches: readonly Batch[],
  clipId: string,
  key: string,
): string | undefined {
  const grid = batches
    .map((batch) => batch.clusters.map((cluster) => cluster.clips.map((clip) => clip.id)))
    .filter((columns) => columns.length > 0)
  for (const [b, columns] of grid.entries()) {
    for (const [c, column] of columns.entries()) {
      const row = column.indexOf(clipId)
      if (row < 0) continue
      if (key === 'ArrowDown') return column[row + 1] ?? columnAt(grid[b + 1], c)?.[0]
      if (key === 'ArrowUp') return column[row - 1] ?? columnAt(grid[b - 1], c)?.at(-1)
      // A group alone spreads its clips over the width.
      const alone = columns.length === 1
      if (key === 'ArrowRight') return alone ? column[row + 1] : rowAt(columns[c + 1], row)
      if (key === 'ArrowLeft') return alone ? column[row - 1] : rowAt(columns[c - 1], row)
    }
  }
  return undefined
}

function columnAt(columns: string[][] | undefined, place: number): string[] | undefined {
  return columns?.[Math.min(place, columns.length - 1)]
}

function rowAt(column: string[] | undefined, row: number): string | undefined {
  return column?.[Math.min(row, column.length - 1)]
}
