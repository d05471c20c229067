import { CheckList } from '../../ui/CheckList'
import type { ServerForm } from './serverForm'
import type { Capability } from './serverWords'

type Option = 'readPlays' | 'writeFavourites' | 'writeRatings' | 'writePlays' | 'scan'

const OPTIONS: readonly { value: Option; name: string; hint: string; needs: Capability[] }[] = [
  {
    value: 'readPlays',
    name: 'Take over plays, favourites and ratings',
    hint: 'With every scan, from this account. The sonic fingerprint is made of them.',
    needs: ['play_counts', 'last_played', 'favourites', 'ratings'],
  },
  {
    value: 'writeFavourites',
    name: 'Tell it of favourites',
    hint: 'What is made a favourite in Menura is one there too.',
    needs: ['favourites'],
  },
  {
    value: 'writeRatings',
    name: 'Tell it of ratings',
    hint: 'In the steps that the server has.',
    needs: ['ratings'],
  },
  {
    value: 'writePlays',
    name: 'Tell it of plays',
    hint: 'What Menura’s own player plays is counted there (scrobbled).',
    needs: ['scrobbles'],
  },
  {
    value: 'scan',
    name: 'Scan it now',
    hint: 'List its tracks, then listen to each of them once.',
    needs: [],
  },
]

interface ServerOptionsProps {
  form: ServerForm
  /** What the account may do, as far as it was asked. */
  capabilities: readonly Capability[] | undefined
  isNew: boolean
  onChange: (part: Partial<ServerForm>) => void
}

/** Settle what is taken from a server, and what is told to it. */
export function ServerOptions({ form, capabilities, isNew, onChange }: ServerOptionsProps) {
  const options = OPTIONS.filter(({ value }) => isNew || value !== 'scan').map((option) => {
    const able =
      !capabilities ||
      option.needs.length === 0 ||
      option.needs.some((need) => capabilities.includes(need))
    // What is on can be switched off, whatever the server can.
    return able || form[option.value]
      ? option
      : { ...option, disabled: true, hint: 'This account has no means for it.' }
  })
  return (
    <CheckList
      label="What Menura does there"
      options={options}
      chosen={options.filter(({ value }) => form[value]).map(({ value }) => value)}
      onToggle={(value) => onChange({ [value]: !form[value as Option] })}
    />
  )
}
