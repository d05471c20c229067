import { type ComponentType, useEffect, useRef, useState } from 'react'
import { announceError } from './announce'

/**
 * Make a dialog whose code is fetched when it is first opened.
 *
 * It stays mounted from then on, so that closing is drawn and the focus goes back to where it was.
 * Code that does not come is told of, and asked for again with the next opening.
 */
export function lazyDialog<Props extends { opened: boolean; onClose?: () => void }>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  return function LazyDialog(props: Props) {
    const { opened, onClose } = props
    const [Dialog, setDialog] = useState<ComponentType<Props>>()
    // A dialog notes the focus when it changes from closed to open: it must start closed.
    const [started, setStarted] = useState(false)
    const close = useRef(onClose)
    useEffect(() => {
      close.current = onClose
    })
    useEffect(() => {
      if (!opened || Dialog) return
      load().then(
        (loaded) => setDialog(() => loaded),
        (error: unknown) => {
          announceError('This cannot be opened', error)
          close.current?.()
        },
      )
    }, [opened, Dialog])
    useEffect(() => setStarted(Dialog !== undefined), [Dialog])
    return Dialog ? <Dialog {...props} opened={started && opened} /> : null
  }
}
