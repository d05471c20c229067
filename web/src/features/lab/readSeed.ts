const SEEDS = 2 ** 31

/** "" -> null (none is asked for), "42" -> 42; undefined for what is no seed. */
export function readSeed(words: string): number | null | undefined {
  const text = words.trim()
  if (text === '') return null
  return /^\d+$/.test(text) && Number(text) < SEEDS ? Number(text) : undefined
}
