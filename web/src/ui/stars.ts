export const STARS = [1, 2, 3, 4, 5] as const

/** A star is a fifth of the whole. */
const STEP = 20

/** 100 -> 5, 50 -> 2.5, 7 -> 0.5; what is not rated is null. */
export function toStars(rating: number | null): number | null {
  return rating === null ? null : Math.round((rating / STEP) * 2) / 2
}

export function toRating(stars: number): number {
  return stars * STEP
}

/** 1 -> "1 star", 2.5 -> "2½ stars". */
export function starsInWords(stars: number): string {
  const whole = Math.floor(stars)
  const half = stars > whole ? '½' : ''
  return `${whole || !half ? whole : ''}${half} star${stars === 1 ? '' : 's'}`
}
