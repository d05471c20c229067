import { notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { messageOf } from '../api/client'

/** Tell that something worked. */
export function announce(title: string, message: ReactNode): void {
  notifications.show({
    title,
    message,
    autoClose: 6_000,
    closeButtonProps: { 'aria-label': 'Close' },
  })
}

/** Tell that something did not work, in the server's words. */
export function announceError(title: string, error: unknown): void {
  notifications.show({
    title,
    message: messageOf(error),
    color: 'red',
    autoClose: 10_000,
    closeButtonProps: { 'aria-label': 'Close' },
  })
}
