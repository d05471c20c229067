import { expect, test } from 'vitest'
import { ApiError } from '../../api/client'
import type { SourceDetail } from '../../api/sources'
import {
  connectionOf,
  editOf,
  emptyForm,
  faultOf,
  formOf,
  gapOf,
  newServerOf,
  reachesOtherwise,
  toggleLibrary,
} from './serverForm'
import { fingerprintLines, kindInWords, productInWords } from './serverWords'

const kept: SourceDetail = {
  id: 's1',
  kind: 'subsonic',
  name: 'Home',
  location: 'http://music.lan:4533',
  created_at: '2026-01-01T00:00:00Z',
  last_scan_at: null,
  counts: { found: 0, analysed: 0, failed: 0, missing: 0, total: 0 },
  scan_job_id: null,
  trouble_message: null,
  account: 'ann',
  has_secret: true,
  libraries: ['1'],
  ca_file: null,
  has_certificate: false,
  music_root: null,
  read_plays: true,
  write_favourites: false,
  write_ratings: false,
  write_plays: false,
  trouble: null,
  waiting_writes: 0,
  listener: 'ann',
}

const problem = (code: string, detail: string, field?: string, sha256?: string) =>
  new ApiError({ code, detail, field, sha256 })

test('a server is reached by what its kind knows, and nothing else is sent', () => {
  const written = {
    url: ' http://x ',
    username: 'ann',
    password: 'secret',
    token: 't',
    musicRoot: '/music',
  }
  expect(connectionOf({ ...emptyForm('jellyfin'), ...written })).toMatchObject({
    url: 'http://x',
    username: 'ann',
    password: 'secret',
    token: null,
    music_root: null,
  })
  expect(connectionOf({ ...emptyForm('plex'), ...written })).toMatchObject({
    username: '',
    password: null,
    token: 't',
  })
  expect(connectionOf({ ...emptyForm('mpd'), ...written })).toMatchObject({
    username: '',
    password: 'secret',
    music_root: '/music',
  })
})

test('a new server reads plays, writes nothing back and is scanned at once', () => {
  expect(newServerOf(emptyForm('subsonic'))).toMatchObject({
    name: null,
    read_plays: true,
    write_favourites: false,
    write_ratings: false,
    write_plays: false,
    scan: true,
  })
})

test('nothing changed is nothing sent, and an empty password is kept', () => {
  expect(editOf(formOf(kept), kept)).toEqual({})
  expect(editOf({ ...formOf(kept), name: 'Attic', readPlays: false }, kept)).toEqual({
    name: 'Attic',
    read_plays: false,
  })
  expect(editOf({ ...formOf(kept), password: 'new' }, kept)).toEqual({ password: 'new' })
  expect(editOf({ ...formOf(kept), way: 'token', token: 'k' }, kept)).toEqual({ token: 'k' })
  const authority = { ...kept, ca_file: '/ca.pem' }
  expect(editOf({ ...formOf(authority), caFile: '' }, authority)).toEqual({ ca_file: '' })
  expect(editOf({ ...formOf(kept), libraries: [] }, kept)).toEqual({ libraries: [] })
})

test('only another way to reach it makes a source be tried with what stands in the form', () => {
  expect(reachesOtherwise({ ...formOf(kept), writePlays: true }, kept)).toBe(false)
  expect(reachesOtherwise({ ...formOf(kept), url: 'http://other' }, kept)).toBe(true)
})

test.each([
  [emptyForm('subsonic'), 'Give its address.'],
  [{ ...emptyForm('subsonic'), url: 'http://x' }, 'Give the user name.'],
  [{ ...emptyForm('plex'), url: 'http://x' }, 'Give the Plex token.'],
  [{ ...emptyForm('lyrion'), url: 'http://x' }, undefined],
  [{ ...emptyForm('mpd'), url: 'mpd://x' }, 'Say where its music lies here.'],
])('what is missing is said: %#', (form, gap) => {
  expect(gapOf(form)).toBe(gap)
})

test('a fault stands at its field', () => {
  expect(faultOf(problem('server_unreachable', 'No.', 'url'), 'account')).toEqual({
    field: 'url',
    message: 'No.',
  })
  expect(faultOf(problem('server_login', 'No.', 'password'), 'token')?.field).toBe('token')
  expect(faultOf(problem('invalid_input', 'No.', 'libraries.0'), 'account')?.field).toBe(
    'libraries',
  )
  expect(faultOf(problem('server_busy', 'Later.'), 'account')).toEqual({ message: 'Later.' })
  expect(faultOf(null, 'account')).toBeUndefined()
})

test('a certificate can be trusted only by its fingerprint', () => {
  const told = problem('server_certificate', 'Not trusted.', 'certificate_sha256', 'AB'.repeat(32))
  expect(faultOf(told, 'account')).toMatchObject({ sha256: 'AB'.repeat(32) })
  const untold = problem('server_certificate', 'Expired.', 'certificate_sha256')
  expect(faultOf(untold, 'account')).toEqual({ field: 'caFile', message: 'Expired.' })
})

test('where a server sends on to is offered only on the same machine', () => {
  const said = (target: string) =>
    `music.lan:80 sends requests on to ${target}; if that is your server, use …`
  const targetOf = (target: string) =>
    faultOf(problem('server_redirect', said(target), 'url'), 'account')?.target
  expect(targetOf('https://music.lan/app')).toBe('https://music.lan/app')
  expect(targetOf('https://evil.example/app')).toBeUndefined()
})

test('all libraries chosen is no choice, and the last one cannot go', () => {
  const all = ['1', '2', '3']
  expect(toggleLibrary([], '2', all)).toEqual(['1', '3'])
  expect(toggleLibrary(['1', '3'], '2', all)).toEqual([])
  expect(toggleLibrary(['1'], '1', all)).toEqual([])
})

test('servers, kinds and fingerprints have words', () => {
  expect(kindInWords('folder')).toBe('Folder')
  expect(kindInWords('plex')).toBe('Plex')
  const answer = { capabilities: [], notes: [], libraries: [], username: '' }
  expect(
    productInWords({ ...answer, kind: 'subsonic', product: 'navidrome', version: '0.62' }),
  ).toBe('navidrome 0.62')
  expect(productInWords({ ...answer, kind: 'mpd', product: '', version: '' })).toBe('MPD')
  expect(fingerprintLines('ab'.repeat(9))).toEqual(['AB:AB:AB:AB:AB:AB:AB:AB', 'AB'])
})
