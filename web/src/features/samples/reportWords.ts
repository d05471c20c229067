import { formatFigure } from '../../ui/format'
import type { Estimate } from './samplesApi'

/** Give an estimate with its interval: "12.4 % (8.1 to 16.9)"; too little to tell is said so. */
export function estimateInWords({ value, low, high }: Estimate, unit: 'share' | 'count'): string {
  if (value === null) return 'too little to tell'
  const figure = (number: number) => (unit === 'share' ? number * 100 : number)
  const write = (number: number) =>
    formatFigure(figure(number), unit === 'share' ? 1 : 2, '').trim()
  const interval = low === null || high === null ? '' : ` (${write(low)} to ${write(high)})`
  return `${write(value)}${unit === 'share' ? ' %' : ''}${interval}`
}

/** 4.234 -> "4.2 s". */
export function secondsInWords(seconds: number | null): string {
  return seconds === null ? '–' : formatFigure(seconds, 1, 's')
}
