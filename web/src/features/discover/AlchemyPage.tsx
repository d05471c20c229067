import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Anchor as AnchorIcon, Dices, FlaskRound } from 'lucide-react'
import { useState } from 'react'
import { alchemyQuery } from '../../api/discover'
import { EmptyState } from '../../ui/EmptyState'
import { LabeledSlider } from '../../ui/LabeledSlider'
import { lazyDialog } from '../../ui/lazyDialog'
import classes from './Discover.module.css'
import { DiscoverFrame, Workbench } from './DiscoverFrame'
import { type AlchemySearch, readAlchemy } from './discoverSearch'
import { Findings } from './Findings'
import { LeftOut } from './LeftOut'
import { MixColumns } from './MixColumns'
import { MixPicture } from './MixPicture'
import { apartInWords, heatInWords, heatOfSlider, sliderOfHeat } from './mixWords'
import { SharedSettings } from './SharedSettings'
import { drawSeed, sharedBody, toIngredients, widenOf } from './searchBody'
import { useAddress } from './useAddress'
import { useLit } from './useLit'

const SaveAnchorDialog = lazyDialog(
  async () => (await import('./SaveAnchorDialog')).SaveAnchorDialog,
)

const route = getRouteApi('/discover/alchemy')
const COUNT = 50
const HEAT = 0.3
const APART = 0.2

/** Mix sounds: towards some, away from others. */
export function AlchemyPage() {
  const navigate = route.useNavigate()
  const { search, settled, change } = useAddress<AlchemySearch>(
    route.useSearch(),
    readAlchemy,
    (next) => void navigate({ search: next, replace: true }),
  )
  const [saving, setSaving] = useState(false)
  const { litId, setLit, pick } = useLit()
  const body = {
    add: toIngredients(settled.add),
    subtract: toIngredients(settled.away),
    count: settled.n ?? COUNT,
    temperature: settled.heat ?? HEAT,
    subtract_distance: settled.apart ?? APART,
    seed: settled.way ?? 0,
    ...sharedBody(settled),
  }
  const mixing = settled.mixed === true && settled.add !== undefined
  const asked = useQuery({ ...alchemyQuery(body), enabled: mixing })
  const result = asked.data
  const heat = search.heat ?? HEAT
  return (
    <DiscoverFrame
      title="Alchemy"
      lead="Mix sounds: more of these, less of those. What comes out can be kept as an anchor, and played again and again as a radio."
    >
      <Workbench
        form={
          <>
            <MixColumns search={search} onChange={change} />
            <LabeledSlider
              label="Temperature"
              words={heatInWords(heat)}
              min={0}
              max={100}
              value={sliderOfHeat(heat)}
              ends={['nearest', 'by chance']}
              onChange={(value) => change({ heat: heatOfSlider(value) })}
            />
            <LabeledSlider
              label="Keep away by"
              words={apartInWords(search.apart ?? APART)}
              min={0}
              max={1}
              step={0.05}
              value={Math.min(1, search.apart ?? APART)}
              onChange={(value) => change({ apart: value === APART ? undefined : value })}
            />
            <SharedSettings search={search} count={COUNT} onChange={change} />
            <p className={classes.words}>
              Mixtures that were saved are among the{' '}
              <Link to="/radios" className={classes.seedLink}>
                anchors and radios
              </Link>
              .
            </p>
          </>
        }
        side={
          mixing &&
          result && <MixPicture result={result} litId={litId} onLit={setLit} onPick={pick} />
        }
      >
        {mixing ? (
          <Findings
            asked={asked}
            source="a mixture"
            suggestion="Mixture"
            litId={litId}
            onLit={setLit}
            onWiden={widenOf(search, change)}
            actions={
              result && (
                <>
                  <Button
                    size="xs"
                    variant="default"
                    leftSection={<Dices size={15} />}
                    onClick={() => change({ way: drawSeed(), heat: heat || HEAT })}
                  >
                    Draw again
                  </Button>
                  <Button
                    size="xs"
                    leftSection={<AnchorIcon size={15} />}
                    onClick={() => setSaving(true)}
                  >
                    Save as anchor
                  </Button>
                </>
              )
            }
          >
            {result && result.filtered_out.length > 0 && (
              <LeftOut items={result.filtered_out} litId={litId} onLit={setLit} />
            )}
          </Findings>
        ) : (
          <NotMixed begun={search.add !== undefined} onMix={() => change({ mixed: true })} />
        )}
      </Workbench>
      <SaveAnchorDialog body={body} opened={saving} onClose={() => setSaving(false)} />
    </DiscoverFrame>
  )
}

function NotMixed({ begun, onMix }: { begun: boolean; onMix: () => void }) {
  if (!begun) {
    return (
      <EmptyState icon={FlaskRound} title="Put something in">
        Name what it should sound like, and if you want, what it should not. Then mix.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={FlaskRound}
      title="Ready to mix"
      action={
        <Button leftSection={<FlaskRound size={16} />} onClick={onMix}>
          Mix
        </Button>
      }
    >
      Mix it now, or put more in. From then on, every change mixes again.
    </EmptyState>
  )
}
