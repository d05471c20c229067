import { Slider } from '@mantine/core'
import classes from './LabeledSlider.module.css'

interface LabeledSliderProps {
  label: string
  /** The value as people say it. */
  words: string
  min: number
  max: number
  step?: number
  value: number
  onChange: (value: number) => void
  /** What the ends stand for. */
  ends?: readonly [string, string]
}

/** Choose a number by sliding; it stands beside in words. */
export function LabeledSlider({ label, words, ends, ...slider }: LabeledSliderProps) {
  return (
    <div className={classes.field}>
      <div className={classes.head}>
        <span className={classes.label}>{label}</span>
        <span className={classes.words}>{words}</span>
      </div>
      <Slider
        size="sm"
        label={null}
        thumbLabel={label}
        thumbProps={{ 'aria-valuetext': words }}
        {...slider}
      />
      {ends && (
        <div className={classes.ends} aria-hidden="true">
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </div>
      )}
    </div>
  )
}
