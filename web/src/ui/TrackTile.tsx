import { useMemo } from 'react'

interface TrackTileProps {
  /** Tracks with the same seed (an artist, a name) get the same colours. */
  seed: string
  size: number
}

/** Stand in for a cover: two hues that depend only on the seed. */
export function TrackTile({ seed, size }: TrackTileProps) {
  const hue = useMemo(() => hueOf(seed), [seed])
  const background = `linear-gradient(135deg, hsl(${hue} 62% 58%), hsl(${(hue + 70) % 360} 55% 42%))`
  return (
    <span
      aria-hidden="true"
      style={{ background, width: size, height: size, borderRadius: size / 6, flex: 'none' }}
    />
  )
}

/** Spread seeds over the circle of hues, the same seed always to the same place. */
export function hueOf(seed: string): number {
  let hash = 2166136261 // FNV-1a
  for (const char of seed) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619)
  // Names of one length differ little in what FNV gives back; murmur's last steps part them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) % 360
}
