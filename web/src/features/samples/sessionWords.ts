import { formatKey, formatTempo } from '../../ui/format'
import type { SuggestionContext } from './suggestionTypes'

/** Return what a session is in, in a few words; nothing where neither tempo nor key is known. */
export function sessionWords({ bpm, key, mode }: SuggestionContext): string {
  const words = [bpm !== null && `${formatTempo(bpm)} BPM`, key && formatKey(key, mode)]
  return words.filter(Boolean).join(' · ')
}
