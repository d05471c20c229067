import { Badge, Code, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Fingerprint } from 'lucide-react'
import { useMemo } from 'react'
import type { Schemas } from '../../api/client'
import { fingerprintQuery, listenersQuery } from '../../api/discover'
import { EmptyState } from '../../ui/EmptyState'
import { formatNumberOf, formatShare, formatTempo } from '../../ui/format'
import { LabeledSlider } from '../../ui/LabeledSlider'
import { Meter } from '../../ui/Meter'
import { MiniMap } from '../../ui/MiniMap'
import classes from './Discover.module.css'
import { DiscoverFrame, Workbench } from './DiscoverFrame'
import { type FingerprintSearch, readFingerprint } from './discoverSearch'
import { Findings, Trouble, Waiting } from './Findings'
import { SharedSettings } from './SharedSettings'
import { sharedBody, widenOf } from './searchBody'
import { useAddress } from './useAddress'
import { useLit } from './useLit'
import { useMapTracks } from './useMapTracks'

const route = getRouteApi('/discover/fingerprint')
const COUNT = 50
const SEEDS = 20
const HALF_LIFE_DAYS = 30

/** Make a playlist of what somebody has come back to lately, and what sounds like it. */
export function FingerprintPage() {
  const listeners = useQuery(listenersQuery)
  return (
    <DiscoverFrame
      title="Sonic fingerprint"
      lead="What somebody has come back to lately, and what sounds like it. A play counts half as much after each half-life."
    >
      {listeners.data === undefined ? (
        listeners.error ? (
          <Trouble error={listeners.error} onRetry={() => void listeners.refetch()} />
        ) : (
          <Waiting />
        )
      ) : listeners.data.length === 0 ? (
        <NoPlays />
      ) : (
        <OfListener listeners={listeners.data} />
      )}
    </DiscoverFrame>
  )
}

function NoPlays() {
  return (
    <EmptyState icon={Fingerprint} title="Nothing was played yet">
      Menura counts what its own player plays: listen to some music, then come back. History of
      ListenBrainz and Last.fm is brought in on the page{' '}
      <Link to="/listening" style={{ color: 'var(--accent-text)' }}>
        Listening
      </Link>
      , plays that another program has counted with <Code>menura plays import</Code>.
    </EmptyState>
  )
}

function OfListener({ listeners }: { listeners: readonly Schemas['ListenerOut'][] }) {
  const navigate = route.useNavigate()
  const { search, settled, change } = useAddress<FingerprintSearch>(
    route.useSearch(),
    readFingerprint,
    (next) => void navigate({ search: next, replace: true }),
  )
  const { litId, setLit, pick } = useLit()
  const first = listeners.find(({ name }) => name === 'me') ?? listeners[0]
  const listener = settled.listener ?? first?.name ?? 'me'
  const asked = useQuery(
    fingerprintQuery({
      listener,
      count: settled.n ?? COUNT,
      seeds: settled.seeds ?? SEEDS,
      half_life_days: settled.days ?? HALF_LIFE_DAYS,
      ...sharedBody(settled),
    }),
  )
  const result = asked.data
  const { tracks } = useMapTracks(result?.items)
  const seeds = useMemo(() => Object.keys(result?.weights ?? {}), [result])
  const days = search.days ?? HALF_LIFE_DAYS
  const wanted = search.seeds ?? SEEDS
  return (
    <Workbench
      form={
        <>
          <NativeSelect
            label="Whose"
            value={search.listener ?? listener}
            data={listeners.map(({ name, play_count }) => ({
              value: name,
              label: `${name} (${formatNumberOf(play_count, 'play')})`,
            }))}
            onChange={(event) => change({ listener: event.currentTarget.value })}
          />
          <LabeledSlider
            label="Half-life"
            words={formatNumberOf(days, 'day')}
            min={1}
            max={365}
            value={Math.min(365, days)}
            ends={['just now', 'all year']}
            onChange={(value) => change({ days: value === HALF_LIFE_DAYS ? undefined : value })}
          />
          <LabeledSlider
            label="Begin with"
            words={formatNumberOf(wanted, 'favourite')}
            min={1}
            max={50}
            value={Math.min(50, wanted)}
            onChange={(value) => change({ seeds: value === SEEDS ? undefined : value })}
          />
          <SharedSettings search={search} count={COUNT} onChange={change} />
        </>
      }
      side={
        <>
          {result && <Taste result={result} />}
          <MiniMap
            label={`the fingerprint of ${listener}`}
            tracks={tracks}
            marked={seeds}
            litId={litId}
            onLit={setLit}
            onPick={pick}
          />
        </>
      }
    >
      <Findings
        asked={asked}
        source={`the fingerprint of ${listener}`}
        suggestion={`Fingerprint of ${listener}`}
        litId={litId}
        onLit={setLit}
        onWiden={widenOf(search, change)}
        badgeOf={({ track }) => <Weight weight={result?.weights[track.id]} />}
      />
    </Workbench>
  )
}

function Weight({ weight }: { weight: number | undefined }) {
  if (weight === undefined) return null
  return (
    <Badge size="sm" variant="light" tt="none" style={{ color: 'var(--accent-text)' }}>
      favourite, {formatShare(weight)}
    </Badge>
  )
}

const MOST_TASTES = 8

function Taste({ result }: { result: Schemas['FingerprintOut'] }) {
  const tastes = Object.entries(result.taste).slice(0, MOST_TASTES)
  const strongest = Math.max(...tastes.map(([, share]) => share), 1e-9)
  const figures = [
    result.tempo_bpm !== null && ['Tempo', `${formatTempo(result.tempo_bpm)} BPM`],
    result.energy !== null && ['Energy', formatShare(result.energy)],
  ].filter((figure) => figure !== false)
  return (
    <section className={classes.card} aria-label="Taste">
      <h2 className={classes.artistName}>Taste</h2>
      <ul className={classes.taste}>
        {tastes.map(([name, share]) => (
          <li key={name}>
            <span>{name}</span>
            <Meter label={name} value={share / strongest} />
            <span>{formatShare(share)}</span>
          </li>
        ))}
      </ul>
      <dl className={classes.figures}>
        {figures.map(([name, words]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
