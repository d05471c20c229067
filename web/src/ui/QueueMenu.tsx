import { ActionIcon, Menu } from '@mantine/core'
import { ListEnd, ListPlus, ListStart } from 'lucide-react'
import { announce } from './announce'

interface QueueMenuProps {
  title: string
  onQueue: (where: 'next' | 'last') => void
}

/** Put one track into the queue: right behind what plays, or at the end. */
export function QueueMenu({ title, onQueue }: QueueMenuProps) {
  const put = (where: 'next' | 'last', words: string) => () => {
    onQueue(where)
    announce('Queued', `“${title}” ${words}`)
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={30} aria-label={`Queue ${title}`}>
          <ListPlus size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<ListStart size={15} />}
          onClick={put('next', 'plays after this track.')}
        >
          Play next
        </Menu.Item>
        <Menu.Item
          leftSection={<ListEnd size={15} />}
          onClick={put('last', 'plays after the others.')}
        >
          Add to the queue
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
