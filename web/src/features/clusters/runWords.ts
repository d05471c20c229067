import { formatAge, formatMoment } from '../../ui/format'
import type { ClusterPlaylist, ClusterRun } from './clusterApi'

const MOST_SHOWN = 5

/** Call a version by its name, or by when it was made. */
export function titleOfRun(run: Pick<ClusterRun, 'name' | 'created_at'>): string {
  return run.name || `Version of ${formatMoment(run.created_at)}`
}

/** 17.3197 -> "17.32"; below nothing with a real minus sign. */
export function formatScore(score: number): string {
  return score.toFixed(2).replace('-', '−')
}

/** Return the strongest moods and genres of a playlist, strongest first. */
export function strongest(playlist: Pick<ClusterPlaylist, 'profile'>): [string, number][] {
  return Object.entries(playlist.profile)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_SHOWN)
}

/** Tell which of two versions is the earlier one: comparisons lead from it to the later. */
export function inOrder<Run extends Pick<ClusterRun, 'created_at'>>(a: Run, b: Run): [Run, Run] {
  return a.created_at <= b.created_at ? [a, b] : [b, a]
}

/** Put a version into one line of a list to choose from. */
export function lineOfRun(run: Pick<ClusterRun, 'name' | 'created_at'>): string {
  return run.name ? `${run.name} (${formatAge(run.created_at)})` : titleOfRun(run)
}

const MEASURES: Record<string, string> = {
  purity: 'One mood in a playlist',
  diversity: 'Playlists differ in mood',
  other_purity: 'One character in a playlist',
  other_diversity: 'Playlists differ otherwise',
  silhouette: 'Silhouette',
  davies_bouldin: 'Davies-Bouldin',
  calinski_harabasz: 'Calinski-Harabasz',
}

/** Return the measures of a version that people can read, in their usual order. */
export function measuresOf(run: Pick<ClusterRun, 'measures'>): [string, number][] {
  return Object.entries(MEASURES).flatMap(([key, name]) => {
    const value = run.measures[key]
    return value === undefined ? [] : [[name, value] as [string, number]]
  })
}
