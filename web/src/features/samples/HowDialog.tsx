import { Modal, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { sourceWords } from './fitWords'
import classes from './SamplesPage.module.css'
import { type Settings, settingsQuery } from './samplesApi'
import { useSuggestions } from './useSuggestions'
import { useWishes } from './wishes'

interface HowDialogProps {
  session: string
  opened: boolean
  onClose: () => void
}

/** Say how suggestions come about, with the weights of this installation. */
export function HowDialog({ session, opened, onClose }: HowDialogProps) {
  const { data: settings } = useQuery(settingsQuery)
  return (
    <Modal opened={opened} onClose={onClose} title="How suggestions come about" centered size="lg">
      <div className={classes.how}>
        <p>
          Only loops, one-shots, stems and clips that fit are looked at: within 5 BPM of your tempo
          (half and double time count), in a key that goes with yours or does so when moved by up to
          two semitones, and nothing that you dismissed or left out. A sample without a tempo or a
          key, such as a drum, is never held back by it.
        </p>
        <p>
          Each gets a score, the sum of these reasons; the bar of a card shows how much of each.
        </p>
        {settings && <Weights weights={settings.weights} />}
        <p>
          Of samples that sound nearly the same only one is shown, and at most{' '}
          {settings?.weights.per_pack ?? 3} of one pack. Everything you accept, pin, dismiss or ask
          more of changes the list at once. {settings && earsInWords(settings)}
        </p>
        <Ways session={session} settings={settings} />
        <p>
          Keys: 1 to 9 preview a card, [ and ] the one before and after, W hears it with your loop
          or alone. On the card that has the focus, Space previews, A accepts, P pins, D dismisses,
          M asks for more like it, L for less; arrows go to the next card.
        </p>
      </div>
    </Modal>
  )
}

interface WaysProps {
  session: string
  settings: Settings | undefined
}

/** Choose the way to rank in this browser, and say which one was used. */
function Ways({ session, settings }: WaysProps) {
  const mode = useWishes((wishes) => wishes.mode)
  const policy = useSuggestions(session).update?.recommendations.policy
  const used = policy === 'rules' ? 'the rules alone' : 'fusion: how it sounds, and the rules'
  return (
    <div className={classes.ways}>
      <NativeSelect
        size="xs"
        label="Rank by"
        value={mode ?? ''}
        data={[
          {
            value: '',
            label: settings?.mode === 'ab' ? 'What this project was dealt' : 'The set-up',
          },
          { value: 'fusion', label: 'Fusion' },
          { value: 'rules', label: 'Rules alone' },
        ]}
        onChange={(event) => useWishes.setState({ mode: toMode(event.currentTarget.value) })}
      />
      {policy && <p role="status">This list is ranked by {used}.</p>}
    </div>
  )
}

function toMode(value: string) {
  return value === 'fusion' || value === 'rules' ? value : null
}

const REASONS: readonly [string, string, (weight: string) => string][] = [
  [
    'similarity',
    'Sounds alike',
    (w) => `how close it sounds to what you accepted, pinned and asked for, times ${w}`,
  ],
  ['tempo', 'Tempo', (w) => `+${w} within 4 BPM, −${w} beyond`],
  [
    'key',
    'Key',
    (w) =>
      `+${w} in the same key, less the further away, down to −${w} where it has to be transposed`,
  ],
  ['role', 'Instrument', (w) => `+${w} if you miss it, or nothing you accepted plays it`],
  ['mood', 'Mood', (w) => `up to +${w}, as far as its moods are yours`],
  ['freshness', 'New', (w) => `up to +${w}, fading with the days since it came in`],
]

function Weights({ weights }: { weights: Settings['weights'] }) {
  return (
    <dl className={classes.weights}>
      {REASONS.map(([code, name, words]) => (
        <div key={code}>
          <dt>{name}</dt>
          <dd>{words(String(weights[code] ?? 0))}</dd>
        </div>
      ))}
    </dl>
  )
}

function earsInWords({ spaces, mode }: Settings): string {
  const ears = spaces
    .filter((space) => space === 'clap' || space === 'musicnn' || space === 'dsp')
    .map((space) => (space === 'dsp' ? 'the built-in ears' : sourceWords(space).name))
  const compared = ears.length > 0 ? `Sounds are compared by ${ears.join(', else by ')}.` : ''
  const tried = mode === 'ab' ? ' Two ways to rank are being compared here (fusion and rules).' : ''
  return compared + tried
}
