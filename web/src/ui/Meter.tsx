import classes from './Meter.module.css'

interface MeterProps {
  label: string
  /** 0 to 1. */
  value: number
}

/** Show a share as a small bar. */
export function Meter({ label, value }: MeterProps) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100)
  return (
    <span
      className={classes.meter}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <span className={classes.fill} style={{ width: `${percent}%` }} />
    </span>
  )
}
