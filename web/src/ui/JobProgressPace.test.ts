import { expect, test } from 'vitest'
import { addMark, paceOfMarks } from './JobProgressPace'

const marksOf = (...pairs: [number, number][]) =>
  pairs.reduce<ReturnType<typeof addMark>>(
    (marks, [seconds, done]) => addMark(marks, { at: seconds * 1000, done }),
    [],
  )

test('no pace is told before two things were seen to end some seconds apart', () => {
  expect(paceOfMarks([], 40).perMinute).toBeNull()
  expect(paceOfMarks(marksOf([0, 5], [9, 6]), 40)).toEqual({ perMinute: null, leftS: null })
  expect(paceOfMarks(marksOf([0, 5], [9, 6], [10, 7]), 40).perMinute).toBeNull()
})

test('the pace is that between ends, whatever was done before one watched', () => {
  const marks = marksOf([0, 5], [1, 6], [11, 8], [31, 12])
  expect(paceOfMarks(marks, 40)).toEqual({ perMinute: 12, leftS: 140 })
})

test('a pause does not become an end, and only the last minute counts', () => {
  expect(marksOf([0, 1], [5, 1], [9, 1])).toHaveLength(1)
  const slowThenFast = marksOf([0, 0], [50, 1], [100, 2], [110, 12], [120, 22])
  expect(paceOfMarks(slowThenFast, 100).perMinute).toBeGreaterThan(15)
})

test('a job that begins anew has no pace from before', () => {
  const marks = marksOf([0, 3], [10, 5], [20, 7], [21, 0])
  expect(paceOfMarks(marks, 40).perMinute).toBeNull()
})
