import { Button, Menu } from '@mantine/core'
import { ArrowDownUp, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { PlaylistDetail, PlaylistItem } from '../../api/client'
import { type Order, useOrderPlaylist, useReplaceItems } from './playlistActions'

interface Choice {
  label: string
  by: Order
  descending: boolean
}

const CHOICES: { name: string; choices: Choice[] }[] = [
  {
    name: 'Flow',
    choices: [
      { label: 'Harmonic: keys that go together', by: 'harmonic', descending: false },
      { label: 'Smooth: each like the one before', by: 'smooth', descending: false },
    ],
  },
  {
    name: 'Rising or falling',
    choices: [
      { label: 'Tempo, slow to fast', by: 'tempo', descending: false },
      { label: 'Tempo, fast to slow', by: 'tempo', descending: true },
      { label: 'Energy, calm to lively', by: 'energy', descending: false },
      { label: 'Energy, lively to calm', by: 'energy', descending: true },
      { label: 'Brightness, dark to bright', by: 'brightness', descending: false },
      { label: 'Brightness, bright to dark', by: 'brightness', descending: true },
    ],
  },
]

/** Put the playlist in an order that listens well, and back as it was. */
export function OrderMenu({ playlist }: { playlist: PlaylistDetail }) {
  const [before, setBefore] = useState<readonly PlaylistItem[] | null>(null)
  const [chosen, setChosen] = useState('')
  const ordering = useOrderPlaylist(playlist, setBefore)
  const replacing = useReplaceItems(playlist.id)
  const undo = () => {
    if (before) replacing.mutate(before, { onSuccess: () => setBefore(null) })
  }
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<ArrowDownUp size={16} />}
            loading={ordering.isPending}
            disabled={playlist.items.length < 2}
          >
            Order by
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {CHOICES.map(({ name, choices }) => (
            <div key={name} role="presentation">
              <Menu.Label>{name}</Menu.Label>
              {choices.map(({ label, by, descending }) => (
                <Menu.Item
                  key={label}
                  onClick={() => {
                    setChosen(label)
                    ordering.mutate({ by, descending })
                  }}
                >
                  {label}
                </Menu.Item>
              ))}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
      {before && (
        <Button
          variant="subtle"
          leftSection={<Undo2 size={16} />}
          loading={replacing.isPending}
          onClick={undo}
        >
          Undo the order
        </Button>
      )}
      <span role="status" className="visually-hidden">
        {before ? `Ordered. ${chosen}` : ''}
      </span>
    </>
  )
}
