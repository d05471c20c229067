import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'

const WelcomeDoors = lazy(async () => ({ default: (await import('./WelcomeDoors')).WelcomeDoors }))

/** Greet who has just installed Menura; most never see it, so its code comes only then. */
export function WelcomePage() {
  return (
    <Suspense
      fallback={<Skeleton height={320} m={20} w="auto" role="status" aria-label="Loading" />}
    >
      <WelcomeDoors />
    </Suspense>
  )
}
