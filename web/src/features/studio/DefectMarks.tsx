import { placeOf } from '../../ui/sections'
import type { Defect } from './qaReport'
import classes from './StemPlayer.module.css'

interface DefectMarksProps {
  defects: readonly Defect[]
  durationS: number
}

/** Mark what is wrong where it is; the report lists the same in words. */
export function DefectMarks({ defects, durationS }: DefectMarksProps) {
  return defects.map((defect) => (
    <span
      key={`${defect.kind}-${defect.start_s}-${defect.channel}`}
      className={classes.defect}
      style={placeOf(defect, durationS)}
      aria-hidden="true"
    />
  ))
}
