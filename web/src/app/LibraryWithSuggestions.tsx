import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { statusQuery } from '../api/queries'
import { LibraryPage } from '../features/library/LibraryPage'
import classes from './LibraryWithSuggestions.module.css'

const SuggestedBeside = lazy(async () => ({
  default: (await import('../features/samples/SuggestedBeside')).SuggestedBeside,
}))

/**
 * Show the library, and to who has samples, what is suggested beside it: features know nothing of
 * each other. Its room is kept from the start, so that nothing moves when it comes.
 */
export function LibraryWithSuggestions() {
  const { data: status } = useQuery(statusQuery)
  return (
    <LibraryPage
      beside={
        status?.samples && (
          <Suspense fallback={<div className={classes.room} />}>
            <SuggestedBeside />
          </Suspense>
        )
      }
    />
  )
}
