/** What some keys do; each combination is pressed at once, or for a pair one after the other. */
export interface Shortcut {
  what: string
  keys: string[][]
}

export interface ShortcutGroup {
  name: string
  shortcuts: Shortcut[]
}

const each = (...keys: string[]) => keys.map((key) => [key])
const pages = (what: string, letters: string): Shortcut => ({
  what,
  keys: [...letters].map((letter) => ['G', letter]),
})

/** Everything that the keyboard can do, beyond what the keys of any page do. */
export const SHORTCUTS: ShortcutGroup[] = [
  {
    name: 'On every page',
    shortcuts: [
      { what: 'Play or pause', keys: each('Space') },
      {
        what: 'Next track, previous track',
        keys: [
          ['Shift', '→'],
          ['Shift', '←'],
        ],
      },
      { what: 'Sound off or on', keys: each('M') },
      { what: 'Show the queue, or close it', keys: each('Q') },
      { what: 'Search the library', keys: each('/') },
      { what: 'Find a page, a track, a playlist or something to do', keys: [['Ctrl', 'K']] },
      { what: 'Undo the newest deletion', keys: [['Ctrl', 'Z']] },
      { what: 'Close a panel or dialog', keys: each('Esc') },
      { what: 'This list', keys: each('?') },
    ],
  },
  {
    name: 'Go to a page',
    shortcuts: [
      pages('Library, sources', 'LO'),
      pages('Map, discover, clusters, chat, radios', 'MDKCR'),
      pages('Studio, Session Lab, samples', 'SBA'),
      pages('Playlists, listening, schedules, jobs', 'PHTJ'),
      pages('Models, collection, duplicates, settings', 'NEU,'),
    ],
  },
  {
    name: 'Tracks',
    shortcuts: [
      { what: 'Table: move; play', keys: each('↑', '↓', 'Enter') },
      { what: 'Table: a page further; to either end', keys: each('PgUp', 'PgDn', 'Home', 'End') },
      { what: 'Sound of a track: move', keys: each('←', '→') },
      {
        what: 'Playlist and queue: move a track',
        keys: [
          ['Alt', '↑'],
          ['Alt', '↓'],
        ],
      },
    ],
  },
  {
    name: 'Map',
    shortcuts: [
      { what: 'Move', keys: each('←', '→', '↑', '↓') },
      { what: 'Zoom; show all', keys: each('+', '−', '0') },
      { what: 'Choose what lies in the middle', keys: each('Enter') },
    ],
  },
  {
    name: 'Studio and Session Lab',
    shortcuts: [
      { what: 'Make what the sentence says', keys: [['Ctrl', 'Enter']] },
      { what: 'Play a clip of the batch', keys: each('1–9') },
      { what: 'To and fro between the two clips heard last', keys: each('A', 'B') },
      { what: 'Go to another clip', keys: each('←', '→', '↑', '↓') },
      { what: 'Map of clips: play; go to the card', keys: each('Space', 'Enter') },
      { what: 'Map of clips: through those that lie on each other', keys: each('PgUp', 'PgDn') },
    ],
  },
  {
    name: 'Samples',
    shortcuts: [
      { what: 'Preview the card with this place', keys: each('1–9') },
      { what: 'Preview the one before, the one after', keys: each('[', ']') },
      { what: 'Hear it with my loop, or alone', keys: each('W') },
      { what: 'The focused one: preview, stop', keys: each('Space') },
      { what: 'The focused one: accept, pin, dismiss', keys: each('A', 'P', 'D') },
      { what: 'The focused one: more like it, less like it', keys: each('M', 'L') },
    ],
  },
]
