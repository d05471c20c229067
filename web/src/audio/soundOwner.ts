/** Something on the page that can make sound; only one of them does at a time. */
export interface SoundSource {
  playing: () => boolean
  pause: () => void
  toggle: () => void
}

let owner: SoundSource | null = null

/** Become the one that sounds; whoever did so before falls silent. */
export function takeSound(source: SoundSource): void {
  if (owner !== null && owner !== source) owner.pause()
  owner = source
}

/** Become the one the Space key speaks to, unless another sounds just now. */
export function offerSound(source: SoundSource): void {
  if (owner === null || !owner.playing()) owner = source
}

/** Go away. */
export function leaveSound(source: SoundSource): void {
  if (owner === source) owner = null
}

/** Return who sounds, or did so last. */
export function soundOwner(): SoundSource | null {
  return owner
}
