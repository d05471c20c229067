import { Button } from '@mantine/core'
import { LogOut } from 'lucide-react'
import { signOut } from '../../api/account'
import { announceError } from '../../ui/announce'

/** Sign out of this browser. */
export function SignOutButton() {
  return (
    <Button
      variant="default"
      size="xs"
      w="fit-content"
      leftSection={<LogOut size={14} />}
      onClick={() => signOut().catch((error) => announceError('You are still signed in', error))}
    >
      Sign out
    </Button>
  )
}
