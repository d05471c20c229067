/** The report as `qa.json` has it; the API hands the file through as it is. */
export interface QaReport {
  passed: boolean
  checks: QaCheck[]
  defects: Defect[]
  curves: Curves
}

export interface QaCheck {
  name: string
  title: string
  /** Null where it could not be told. */
  passed: boolean | null
  measured: string
  target: string
  reason: string
  severity: 'error' | 'warning'
}

export interface Defect {
  kind: string
  start_s: number
  end_s: number
  /** 0 left, 1 right, null both. */
  channel: number | null
  level_db: number
}

export interface Curves {
  loudness_times_s: number[]
  momentary_lufs: (number | null)[]
  short_term_lufs: (number | null)[]
  spectrum_hz: number[]
  spectrum_db: number[]
  reference_db: number[]
}

export type Verdict = 'passed' | 'failed' | 'noted' | 'unknown'

/** Say how a check ended: one that failed without keeping the track back is only noted. */
export function verdictOf(check: QaCheck): Verdict {
  if (check.passed === null) return 'unknown'
  if (check.passed) return 'passed'
  return check.severity === 'warning' ? 'noted' : 'failed'
}

/** Say how the checks went in one sentence. */
export function summaryOf(report: QaReport): string {
  const count = (verdict: Verdict) =>
    report.checks.filter((check) => verdictOf(check) === verdict).length
  const [failed, noted, unknown] = [count('failed'), count('noted'), count('unknown')]
  const told = report.checks.length - unknown
  const parts = [
    failed === 0 ? `All ${told - noted} checks passed` : `${failed} of ${told} checks failed`,
    noted > 0 ? `${noted} ${noted === 1 ? 'thing' : 'things'} to know` : '',
    unknown > 0 ? `${unknown} could not be told` : '',
  ]
  return `${parts.filter(Boolean).join(', ')}.`
}

/** Take a report for what it says, or for none if it says nothing that is known. */
export function readReport(record: unknown): QaReport | null {
  const report = record as Partial<QaReport> | null
  if (!report || !Array.isArray(report.checks)) return null
  const curves: Partial<Curves> = report.curves ?? {}
  return {
    passed: report.passed ?? false,
    checks: report.checks,
    defects: report.defects ?? [],
    curves: {
      loudness_times_s: curves.loudness_times_s ?? [],
      momentary_lufs: curves.momentary_lufs ?? [],
      short_term_lufs: curves.short_term_lufs ?? [],
      spectrum_hz: curves.spectrum_hz ?? [],
      spectrum_db: curves.spectrum_db ?? [],
      reference_db: curves.reference_db ?? [],
    },
  }
}
