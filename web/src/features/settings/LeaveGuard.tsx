import { useBlocker } from '@tanstack/react-router'
import { type ReactNode, useCallback, useState } from 'react'
import { lazyDialog } from '../../ui/lazyDialog'
import { UnsavedContext } from './unsaved'

const LeaveDialog = lazyDialog(async () => (await import('./LeaveDialog')).LeaveDialog)

/** A path that changes leads away from what was changed; the rest of an address does not. */
const isLeaving = ({ current, next }: Record<'current' | 'next', { pathname: string }>) =>
  current.pathname !== next.pathname

/** Ask before changes that are not saved are lost. */
export function LeaveGuard({ children }: { children: ReactNode }) {
  const [unsaved, setUnsaved] = useState<ReadonlySet<string>>(() => new Set())
  const note = useCallback((id: string, dirty: boolean) => {
    setUnsaved((now) => {
      if (now.has(id) === dirty) return now
      const then = new Set(now)
      if (dirty) then.add(id)
      else then.delete(id)
      return then
    })
  }, [])
  const blocker = useBlocker({
    shouldBlockFn: isLeaving,
    enableBeforeUnload: true,
    disabled: unsaved.size === 0,
    withResolver: true,
  })
  return (
    <UnsavedContext value={note}>
      {children}
      <LeaveDialog
        opened={blocker.status === 'blocked'}
        onStay={() => blocker.reset?.()}
        onLeave={() => blocker.proceed?.()}
      />
    </UnsavedContext>
  )
}
