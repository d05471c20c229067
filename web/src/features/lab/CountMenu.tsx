import { Button, type ButtonProps, Menu } from '@mantine/core'
import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatNumberOf } from '../../ui/format'

interface CountMenuProps extends Pick<ButtonProps, 'variant' | 'size' | 'leftSection' | 'loading'> {
  /** What the button is called where its words alone do not say it. */
  label?: string
  most: number
  onChoose: (count: number) => void
  children: ReactNode
}

/** Ask how many, and begin with the answer. */
export function CountMenu({ label, most, onChoose, children, ...button }: CountMenuProps) {
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button aria-label={label} rightSection={<ChevronDown size={14} />} {...button}>
          {children}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>How many?</Menu.Label>
        {Array.from({ length: most }, (_, place) => place + 1).map((count) => (
          <Menu.Item key={count} onClick={() => onChoose(count)}>
            {formatNumberOf(count, 'clip')}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
