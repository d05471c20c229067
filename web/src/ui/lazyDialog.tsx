import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react'

/**
 * Make a dialog whose code is fetched when it is first opened.
 *
 * It stays mounted from then on, so that closing is drawn and the focus goes back to where it was.
 */
export function lazyDialog<Props extends { opened: boolean }>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const Fetched = lazy(async () => ({ default: await load() }))

  // A dialog notes the focus when it changes from closed to open: it must start closed.
  function StartClosed(props: Props) {
    const [started, setStarted] = useState(false)
    useEffect(() => setStarted(true), [])
    const Dialog: ComponentType<Props> = Fetched
    return <Dialog {...props} opened={started && props.opened} />
  }

  return function LazyDialog(props: Props) {
    const [wanted, setWanted] = useState(props.opened)
    if (props.opened && !wanted) setWanted(true)
    if (!wanted) return null
    return (
      <Suspense fallback={null}>
        <StartClosed {...props} />
      </Suspense>
    )
  }
}
