/** Twelve colours around the circle, of a lightness that is seen on both grounds. */
export const CATEGORY_COLORS = [
  'oklch(0.66 0.18 285)',
  'oklch(0.66 0.19 320)',
  'oklch(0.66 0.19 352)',
  'oklch(0.66 0.19 25)',
  'oklch(0.69 0.16 50)',
  'oklch(0.71 0.15 78)',
  'oklch(0.71 0.15 108)',
  'oklch(0.69 0.17 142)',
  'oklch(0.69 0.14 165)',
  'oklch(0.69 0.13 192)',
  'oklch(0.68 0.13 222)',
  'oklch(0.66 0.15 252)',
] as const

/** What is not known is grey. */
export const UNKNOWN_COLOR = 'oklch(0.6 0.015 270)'

/** From one colour to the one shown next to it: more than a third of the circle. */
const STRIDE = 5
/** Once round the circle, colours come again lighter, then darker. */
const LIGHTER = [0, 0.13, -0.13]

/** Return the colour of the n-th of many categories: neighbours far apart, none twice in 36. */
export function categoryColor(place: number): string {
  const count = CATEGORY_COLORS.length
  const base = CATEGORY_COLORS[(place * STRIDE) % count] ?? CATEGORY_COLORS[0]
  const lighter = LIGHTER[Math.floor(place / count) % LIGHTER.length] ?? 0
  return shade(base, lighter)
}

/** Return a colour lighter (above 0) or darker (below) by so much of the whole range. */
export function shade(color: string, by: number): string {
  const { lightness, chroma, hue } = readOklch(color)
  return `oklch(${Number((lightness + by).toFixed(3))} ${chroma} ${hue})`
}

function readOklch(color: string): { lightness: number; chroma: number; hue: number } {
  const [lightness = 0, chroma = 0, hue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number)
  return { lightness, chroma, hue }
}

/** The three shares of red, green and blue, 0 to 255, that a drawing in WebGL takes. */
export interface Rgb {
  red: number
  green: number
  blue: number
}

/** Return a colour in sRGB; what the screen cannot show is clipped (CSS Color 4, section 10). */
export function oklchToRgb(color: string): Rgb {
  const { lightness, chroma, hue } = readOklch(color)
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  // The matrices of Ottosson's Oklab.
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return {
    red: encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    green: encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    blue: encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  }
}

function encode(linear: number): number {
  const clipped = Math.min(1, Math.max(0, linear))
  const share = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055
  return Math.round(share * 255)
}
