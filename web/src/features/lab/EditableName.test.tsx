import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { ApiError } from '../../api/client'
import { EditableName } from './EditableName'

function show(onSave: (name: string) => Promise<unknown>, mayBeEmpty = false) {
  render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient()}>
        <EditableName
          what="the group"
          value="dark techno"
          maxLength={64}
          mayBeEmpty={mayBeEmpty}
          onSave={onSave}
        >
          <h3>dark techno</h3>
        </EditableName>
      </QueryClientProvider>
    </MantineProvider>,
  )
}

async function open() {
  await userEvent.click(screen.getByRole('button', { name: 'Rename the group' }))
  const field = screen.getByRole('textbox', { name: 'Name of the group' })
  await userEvent.clear(field)
  return field
}

test('a name is changed with Enter and left with Escape', async () => {
  const onSave = vi.fn().mockResolvedValue(null)
  show(onSave)
  await userEvent.type(await open(), '  night drive {Enter}')
  expect(onSave.mock.calls[0]?.[0]).toBe('night drive')
  expect(await screen.findByRole('heading')).toBeVisible()
  await userEvent.type(await open(), 'other{Escape}')
  expect(onSave).toHaveBeenCalledOnce()
  expect(screen.getByRole('heading')).toBeVisible()
})

test('a group must have a name', async () => {
  const onSave = vi.fn()
  show(onSave)
  await userEvent.type(await open(), '{Enter}')
  expect(onSave).not.toHaveBeenCalled()
  expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled()
})

test('a refusal stands below the field in the words of the server', async () => {
  show(() => Promise.reject(new ApiError({ code: 'x', detail: 'At most 64 characters.' })))
  await userEvent.type(await open(), 'x{Enter}')
  expect(await screen.findByText('At most 64 characters.')).toBeVisible()
})
