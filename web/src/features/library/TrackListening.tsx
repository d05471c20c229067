import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Sparkles, Tags } from 'lucide-react'
import { useState } from 'react'
import { type Analysis, type Features, messageOf, type Track } from '../../api/client'
import { announceError } from '../../ui/announce'
import { EqBands } from '../../ui/EqBands'
import { lazyDialog } from '../../ui/lazyDialog'
import { Spectrum } from '../../ui/Spectrum'
import { AlsoHere } from './AlsoHere'
import { CORRECTION_NOUNS, type CorrectionName } from './correctionForms'
import { useCorrect, useWithdraw } from './corrections'
import { HowHeard } from './HowHeard'
import { SimilarTracks } from './SimilarTracks'
import { TrackFacts, TrackFigures } from './TrackFacts'
import { TrackMoods } from './TrackMoods'
import classes from './TrackPanel.module.css'
import { WhyEstimates } from './WhyEstimates'

const CorrectionDialog = lazyDialog(
  async () => (await import('./CorrectionDialog')).CorrectionDialog,
)
const WriteTagsDialog = lazyDialog(async () => (await import('./WriteTagsDialog')).WriteTagsDialog)

interface TrackListeningProps {
  track: Track
  features: Features
  analysis: Analysis | undefined
  /** Why there is no analysis, if it could not be fetched. */
  error: unknown
}

/** Tell what was heard of a track, and take in what a person knows better. */
export function TrackListening({ track, features, analysis, error }: TrackListeningProps) {
  const [editing, setEditing] = useState<{ name: CorrectionName; opened: boolean }>({
    name: 'tempo_bpm',
    opened: false,
  })
  const [writing, setWriting] = useState(false)
  const correct = useCorrect(track.id)
  const withdraw = useWithdraw(track.id)
  const edit = (name: CorrectionName) => setEditing({ name, opened: true })
  return (
    <>
      <TrackFacts
        features={features}
        analysis={analysis}
        onEdit={edit}
        onCorrect={(change) =>
          correct.mutate(change, { onError: (e) => announceError('It is not corrected', e) })
        }
        onWithdraw={(name) =>
          withdraw.mutate(name, {
            onError: (e) => announceError(`The ${CORRECTION_NOUNS[name]} stays corrected`, e),
          })
        }
      />
      {error != null && (
        <p className={classes.words} role="alert">
          {messageOf(error)}
        </p>
      )}
      {analysis && <WhyEstimates features={features} analysis={analysis} />}
      <TrackFigures features={features} analysis={analysis} />
      <section className={classes.part}>
        <h3 className={classes.partTitle}>Spectrum</h3>
        <Spectrum bandsDb={features.spectrum_db} />
        {analysis && <EqBands bandsDb={analysis.levels.eq_bands_db} />}
      </section>
      {analysis && <TrackMoods analysis={analysis} onEdit={() => edit('moods')} />}
      <AlsoHere track={track} />
      <SimilarTracks track={track} />
      {analysis && <HowHeard analysis={analysis} />}
      <Button
        variant="default"
        size="xs"
        leftSection={<Tags size={15} />}
        onClick={() => setWriting(true)}
      >
        Write to tags…
      </Button>
      <Button
        component={Link}
        to="/studio"
        search={{ reference: track.id } as never}
        variant="default"
        size="xs"
        leftSection={<Sparkles size={15} />}
      >
        Make something like it
      </Button>
      {analysis && (
        <CorrectionDialog
          track={track}
          analysis={analysis}
          name={editing.name}
          opened={editing.opened}
          onClose={() => setEditing({ ...editing, opened: false })}
        />
      )}
      <WriteTagsDialog track={track} opened={writing} onClose={() => setWriting(false)} />
    </>
  )
}
