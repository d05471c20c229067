import { SamplesPage } from '../features/samples/SamplesPage'
import { lazyDialog } from '../ui/lazyDialog'

const Correction = lazyDialog(
  async () => (await import('../features/library/CorrectHere')).CorrectHere,
)

/** Show the samples with the library's way to correct them: features know nothing of each other. */
export function SamplesWithCorrections() {
  return <SamplesPage correction={Correction} />
}
