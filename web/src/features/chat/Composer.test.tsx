import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { Composer } from './Composer'

// The field grows with its text and listens for fonts to come, which jsdom does not know.
Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true })

function setUp(part: Partial<Parameters<typeof Composer>[0]> = {}) {
  const onSend = vi.fn()
  render(
    <MantineProvider>
      <Composer
        ref={null}
        asking={false}
        modes={['auto', 'words']}
        mode="auto"
        onMode={() => {}}
        onSend={onSend}
        onStop={() => {}}
        {...part}
      />
    </MantineProvider>,
  )
  return { onSend, field: screen.getByRole('textbox', { name: 'Ask for music' }) }
}

test('Enter sends, Shift and Enter begin a new line, and the field is free again', async () => {
  const { onSend, field } = setUp()
  await userEvent.type(field, 'calm{Shift>}{Enter}{/Shift}piano{Enter}')
  expect(onSend).toHaveBeenCalledExactlyOnceWith('calm\npiano')
  expect(field).toHaveValue('')
  expect(field).toHaveFocus()
})

test('nothing is asked with nothing, or while an answer is on its way', async () => {
  const { onSend, field } = setUp({ asking: true })
  await userEvent.type(field, 'calm{Enter}')
  expect(onSend).not.toHaveBeenCalled()
  expect(field).toHaveValue('calm')
  expect(screen.getByRole('button', { name: 'Stop' })).toBeVisible()
})

test('who understands is not asked where there is no choice', () => {
  setUp()
  expect(screen.queryByRole('combobox')).toBeNull()
})

test('with a language model, who understands can be chosen', () => {
  setUp({ modes: ['auto', 'words', 'plan', 'sql'] })
  expect(screen.getByRole('combobox', { name: 'Understood by' })).toBeVisible()
})
