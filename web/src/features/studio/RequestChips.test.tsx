import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { sampleParsed } from '../../../tests/studioSamples'
import { RequestChips } from './RequestChips'
import type { Overrides } from './requestChips'

const OPTIONS = {
  profiles: ['streaming'],
  generators: ['builtin'],
  instruments: ['bass', 'piano', 'vocals'],
  sections: ['intro', 'verse', 'drop'],
  modes: ['major', 'minor'],
  shortest_s: 4,
  longest_s: 600,
  reference_mb: 200,
}

let latest: Overrides = {}

function Form() {
  const [overrides, setOverrides] = useState<Overrides>({})
  latest = overrides
  return (
    <RequestChips
      parsed={sampleParsed()}
      pending={false}
      overrides={overrides}
      onChange={setOverrides}
    />
  )
}

function show() {
  const client = new QueryClient()
  client.setQueryData(['studio', 'options'], OPTIONS)
  client.setQueryData(['studio', 'genres'], [])
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <Form />
      </QueryClientProvider>
    </MantineProvider>,
  )
}

async function open(name: RegExp) {
  await userEvent.click(screen.getByRole('button', { name }))
  return within(await screen.findByRole('dialog'))
}

test('a chip says in words what it is and where it comes from', () => {
  show()
  expect(screen.getByRole('button', { name: /Key: F minor, from your words/ })).toBeVisible()
  expect(screen.getByRole('button', { name: /Tempo: 124 BPM, left to Menura/ })).toBeVisible()
  expect(screen.getByText(/Mood: dark/)).toBeVisible()
})

test('a tempo is set with Enter, refused when it is none, and taken back', async () => {
  show()
  const editor = await open(/^Tempo/)
  const field = editor.getByLabelText('Tempo in BPM')
  await userEvent.clear(field)
  await userEvent.type(field, '900{Enter}')
  expect(editor.getByText(/from 40 to 240/)).toBeInTheDocument()
  expect(latest).toEqual({})
  await userEvent.clear(field)
  await userEvent.type(field, '96,5{Enter}')
  expect(latest).toEqual({ bpm: 96.5 })
  const again = await open(/Tempo: 96.5 BPM, set by you/)
  await userEvent.click(again.getByRole('button', { name: 'Take it back' }))
  expect(latest).toEqual({})
})

test('a length is read as people write it', async () => {
  show()
  const field = (await open(/^Length/)).getByLabelText(/Length/)
  await userEvent.clear(field)
  await userEvent.type(field, '3:30{Enter}')
  expect(latest).toEqual({ duration_s: 210 })
})

test('a key is chosen from tonics and modes', async () => {
  show()
  const editor = await open(/^Key/)
  await userEvent.selectOptions(editor.getByLabelText('Tonic'), 'Bb')
  await userEvent.selectOptions(editor.getByLabelText('Mode'), 'major')
  await userEvent.click(editor.getByRole('button', { name: 'Set' }))
  expect(latest).toEqual({ key: 'Bb major' })
})

test('instruments are added once and taken out', async () => {
  show()
  const editor = await open(/^With:/)
  const list = editor.getByLabelText('Add an instrument')
  await userEvent.selectOptions(list, 'piano')
  expect(within(list).queryByRole('option', { name: 'Piano' })).toBeNull()
  await userEvent.click(editor.getByRole('button', { name: 'Take Bass out' }))
  await userEvent.click(editor.getByRole('button', { name: 'Set' }))
  expect(latest).toEqual({ instruments: ['piano'] })
})

test('a form may have a part twice', async () => {
  show()
  const editor = await open(/^Form/)
  const list = editor.getByLabelText(/Add a part/)
  for (const name of ['intro', 'drop', 'intro']) await userEvent.selectOptions(list, name)
  await userEvent.click(editor.getByRole('button', { name: 'Set' }))
  expect(latest).toEqual({ sections: ['intro', 'drop', 'intro'] })
})
