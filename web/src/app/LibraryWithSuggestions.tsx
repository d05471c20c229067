import { lazy, Suspense } from 'react'
import { LibraryPage } from '../features/library/LibraryPage'

const SuggestedBeside = lazy(async () => ({
  default: (await import('../features/samples/SuggestedBeside')).SuggestedBeside,
}))

/** Show the library with what is suggested beside it: features know nothing of each other. */
export function LibraryWithSuggestions() {
  return (
    <LibraryPage
      beside={
        <Suspense fallback={null}>
          <SuggestedBeside />
        </Suspense>
      }
    />
  )
}
