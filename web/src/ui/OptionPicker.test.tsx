import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Search } from 'lucide-react'
import { expect, test, vi } from 'vitest'
import { OptionPicker, usePickerField } from './OptionPicker'

const ALL = ['House', 'Waltz', 'Metal'].map((name) => ({
  key: name,
  name,
  hint: '',
  group: 'Mood',
}))

function Picker({ onChoose }: { onChoose: (name: string) => void }) {
  const field = usePickerField()
  return (
    <OptionPicker
      label="Sounds like"
      placeholder=""
      icon={Search}
      field={field}
      options={ALL.filter(({ name }) => name.toLowerCase().includes(field.words))}
      waiting={false}
      error={null}
      nothing="Nothing is called so."
      onChoose={({ name }) => onChoose(name)}
    />
  )
}

function setUp() {
  const onChoose = vi.fn()
  render(
    <MantineProvider>
      <Picker onChoose={onChoose} />
    </MantineProvider>,
  )
  return { onChoose, field: screen.getByRole('combobox', { name: 'Sounds like' }) }
}

test('the arrows go round the options, and Enter chooses the one that is marked', async () => {
  const { onChoose, field } = setUp()
  await userEvent.type(field, '{ArrowUp}')
  const marked = screen.getByRole('option', { name: 'Mood: Metal' })
  expect(marked).toHaveAttribute('aria-selected', 'true')
  expect(field).toHaveAttribute('aria-activedescendant', marked.id)
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}')
  expect(onChoose).toHaveBeenCalledExactlyOnceWith('Waltz')
  expect(field).toHaveAttribute('aria-expanded', 'false')
})

test('where nothing is called so, that is said, and Escape begins anew', async () => {
  const { onChoose, field } = setUp()
  await userEvent.type(field, 'polka')
  expect(screen.getByRole('status')).toHaveTextContent('Nothing is called so.')
  await userEvent.keyboard('{Enter}{Escape}')
  expect(field).toHaveValue('')
  expect(screen.queryByRole('listbox')).toBeNull()
  expect(onChoose).not.toHaveBeenCalled()
})
