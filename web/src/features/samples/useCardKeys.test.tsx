import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { useCardKeys } from './useCardKeys'

function show() {
  const said = vi.fn()
  const keys = {
    accept: (id: string) => said('accept', id),
    pin: (id: string) => said('pin', id),
    dismiss: (id: string) => said('dismiss', id),
    more: (id: string) => said('more', id),
    less: (id: string) => said('less', id),
  }
  function Cards() {
    return (
      <ol onKeyDown={useCardKeys(keys)}>
        {['one', 'two', 'three'].map((id) => (
          <li key={id} data-track={id}>
            <button type="button" data-preview>
              {id}
            </button>
            <input aria-label={`note of ${id}`} />
          </li>
        ))}
      </ol>
    )
  }
  render(<Cards />)
  return said
}

const card = (id: string) => screen.getByRole('button', { name: id })

test('arrows go from card to card', async () => {
  show()
  card('one').focus()
  await userEvent.keyboard('{ArrowDown}{ArrowRight}')
  expect(card('three')).toHaveFocus()
  await userEvent.keyboard('{ArrowDown}{ArrowUp}')
  expect(card('two')).toHaveFocus()
  await userEvent.keyboard('{Home}')
  expect(card('one')).toHaveFocus()
})

test('letters say something of the card that has the focus', async () => {
  const said = show()
  card('two').focus()
  await userEvent.keyboard('apdml')
  expect(said.mock.calls).toEqual([
    ['accept', 'two'],
    ['pin', 'two'],
    ['dismiss', 'two'],
    ['more', 'two'],
    ['less', 'two'],
  ])
})

test('after G a letter leads to another page; with Ctrl it is the browser’s', async () => {
  const said = show()
  card('two').focus()
  await userEvent.keyboard('gl{Control>}a{/Control}')
  expect(said).not.toHaveBeenCalled()
  await userEvent.keyboard('l')
  expect(said.mock.calls).toEqual([['less', 'two']])
})

test('who writes says nothing of the card', async () => {
  const said = show()
  screen.getByLabelText('note of two').focus()
  await userEvent.keyboard('a')
  expect(said).not.toHaveBeenCalled()
})
