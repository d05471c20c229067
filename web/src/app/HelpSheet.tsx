import { Kbd, Modal } from '@mantine/core'
import { Fragment } from 'react'
import classes from './HelpSheet.module.css'

const SHORTCUTS: [string, string[][]][] = [
  ['Play or pause', [['Space']]],
  [
    'Next track, previous track',
    [
      ['Shift', '→'],
      ['Shift', '←'],
    ],
  ],
  ['Sound off or on', [['M']]],
  ['Search the library', [['/']]],
  ['Find a track or go to a page', [['Ctrl', 'K']]],
  [
    'Library, sources, map, discover, clusters, chat, radios',
    [
      ['G', 'L'],
      ['G', 'O'],
      ['G', 'M'],
      ['G', 'D'],
      ['G', 'K'],
      ['G', 'C'],
      ['G', 'R'],
    ],
  ],
  [
    'Studio, Session Lab, samples',
    [
      ['G', 'S'],
      ['G', 'B'],
      ['G', 'A'],
    ],
  ],
  [
    'Playlists, listening, schedules, jobs, models, collection, duplicates',
    [
      ['G', 'P'],
      ['G', 'H'],
      ['G', 'T'],
      ['G', 'J'],
      ['G', 'N'],
      ['G', 'E'],
      ['G', 'U'],
    ],
  ],
  ['Move in the table; play', [['↑'], ['↓'], ['Enter']]],
  ['Map: move; zoom; show all', [['←'], ['→'], ['↑'], ['↓'], ['+'], ['−'], ['0']]],
  ['Move in the sound of a track', [['←'], ['→']]],
  [
    'Move a track of a playlist',
    [
      ['Alt', '↑'],
      ['Alt', '↓'],
    ],
  ],
  ['Session Lab: play a clip; go to another', [['1–6'], ['←'], ['→']]],
  ['Samples: preview the card with this place', [['1–9']]],
  ['Samples: preview the one before, the one after', [['['], [']']]],
  ['Samples: hear it with my loop, or alone', [['W']]],
  ['The focused sample: preview, stop', [['Space']]],
  ['The focused sample: accept, pin, dismiss', [['A'], ['P'], ['D']]],
  ['The focused sample: more like it, less like it', [['M'], ['L']]],
  ['This sheet', [['?']]],
]

/** List what the keyboard can do. */
export function HelpSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts" size="lg" centered>
      <dl className={classes.list}>
        {SHORTCUTS.map(([what, combinations]) => (
          <Fragment key={what}>
            <dt>{what}</dt>
            <dd>
              {combinations.map((keys) => (
                <span key={keys.join()} className={classes.keys}>
                  {keys.map((key) => (
                    <Kbd key={key} size="sm">
                      {key}
                    </Kbd>
                  ))}
                </span>
              ))}
            </dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  )
}
