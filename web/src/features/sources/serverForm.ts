import { ApiError, messageOf, type Schemas } from '../../api/client'
import type { ServerKind, SourceDetail } from '../../api/sources'
import { KINDS, type LoginWay } from './serverWords'

export type Connection = Schemas['ServerIn']

/** What somebody has written into the form of a music server. */
export interface ServerForm {
  kind: ServerKind
  url: string
  way: LoginWay
  username: string
  password: string
  token: string
  caFile: string
  /** The fingerprint that was trusted while the form was open. */
  certificate: string | null
  musicRoot: string
  name: string
  /** Ids of the libraries to walk; none: all. */
  libraries: readonly string[]
  readPlays: boolean
  writeFavourites: boolean
  writeRatings: boolean
  writePlays: boolean
  scan: boolean
}

export function emptyForm(kind: ServerKind): ServerForm {
  return {
    kind,
    url: '',
    way: KINDS[kind].ways[0] ?? 'account',
    username: '',
    password: '',
    token: '',
    caFile: '',
    certificate: null,
    musicRoot: '',
    name: '',
    libraries: [],
    readPlays: true,
    writeFavourites: false,
    writeRatings: false,
    writePlays: false,
    scan: true,
  }
}

/** Put what is kept of a source into a form; its secrets are not told. */
export function formOf(source: SourceDetail): ServerForm {
  return {
    ...emptyForm(source.kind as ServerKind),
    url: source.location,
    username: source.account,
    caFile: source.ca_file ?? '',
    musicRoot: source.music_root ?? '',
    name: source.name,
    libraries: source.libraries,
    readPlays: source.read_plays,
    writeFavourites: source.write_favourites,
    writeRatings: source.write_ratings,
    writePlays: source.write_plays,
    scan: false,
  }
}

/** Read from a form how the server is reached; what its kind has no use for is left out. */
export function connectionOf(form: ServerForm): Connection {
  const byToken = form.way === 'token'
  return {
    kind: form.kind,
    url: form.url.trim(),
    username: byToken || form.kind === 'mpd' ? '' : form.username.trim(),
    password: byToken ? null : form.password || null,
    token: byToken ? form.token.trim() || null : null,
    ca_file: form.kind === 'mpd' ? null : form.caFile.trim() || null,
    certificate_sha256: form.certificate,
    music_root: form.kind === 'mpd' ? form.musicRoot.trim() || null : null,
  }
}

function optionsOf(form: ServerForm) {
  return {
    libraries: [...form.libraries],
    read_plays: form.readPlays,
    write_favourites: form.writeFavourites,
    write_ratings: form.writeRatings,
    write_plays: form.writePlays,
  }
}

/** Make the request that adds a server. */
export function newServerOf(form: ServerForm): Schemas['NewServerIn'] {
  return {
    ...connectionOf(form),
    ...optionsOf(form),
    name: form.name.trim() || null,
    scan: form.scan,
  }
}

/** Make the request that changes a source: only what is other than before, and secrets if given. */
export function editOf(form: ServerForm, before: SourceDetail): Schemas['SourceEdit'] {
  const kept = { ...connectionOf(formOf(before)), ...optionsOf(formOf(before)) }
  const next = { ...connectionOf(form), ...optionsOf(form) }
  // An empty text takes away what is kept; null would keep it.
  next.ca_file ??= kept.ca_file === null ? null : ''
  next.music_root ??= kept.music_root === null ? null : ''
  if (form.way === 'token') next.username = kept.username // the token says whose it is
  const changed = Object.entries(next).filter(
    ([key, value]) =>
      key !== 'kind' && JSON.stringify(value) !== JSON.stringify(kept[key as keyof typeof kept]),
  )
  const name = form.name.trim()
  return {
    ...Object.fromEntries(changed),
    ...(name && name !== before.name && { name }),
  }
}

/** What is missing before a server can be tried; undefined when nothing is. */
export function gapOf(form: ServerForm, before?: SourceDetail): string | undefined {
  const { open, token } = KINDS[form.kind]
  if (!form.url.trim()) return 'Give its address.'
  if (form.kind === 'mpd' && !form.musicRoot.trim()) return 'Say where its music lies here.'
  if (before || open) return undefined
  if (form.way === 'token') return form.token.trim() ? undefined : `Give the ${token?.name}.`
  return form.username.trim() ? undefined : 'Give the user name.'
}

/** Tell whether a source would be reached in another way than it is kept. */
export function reachesOtherwise(form: ServerForm, before: SourceDetail): boolean {
  return JSON.stringify(connectionOf(form)) !== JSON.stringify(connectionOf(formOf(before)))
}

export type Field =
  | 'url'
  | 'username'
  | 'password'
  | 'token'
  | 'caFile'
  | 'musicRoot'
  | 'name'
  | 'libraries'

const FIELDS: Record<string, Field> = {
  url: 'url',
  username: 'username',
  password: 'password',
  token: 'token',
  ca_file: 'caFile',
  music_root: 'musicRoot',
  name: 'name',
  libraries: 'libraries',
}

export interface Fault {
  /** The field it is about; of the whole if none. */
  field?: Field
  message: string
  /** The fingerprint of a certificate that can be trusted. */
  sha256?: string
  /** Where the server sends requests on to. */
  target?: string
}

/**
 * The address a server sends on to, if it is on the same machine. Another one is told in words
 * only: a password that is typed already must not go there by one click.
 */
function targetIn(message: string): string | undefined {
  const target = /https?:\/\/[^\s;,]+/.exec(message)?.[0]
  if (!target) return undefined
  const asked = message.split(' ')[0]
  try {
    return new URL(target).hostname === new URL(`http://${asked}`).hostname ? target : undefined
  } catch {
    return undefined
  }
}

/** Say what is wrong with a form, and where to write it. */
export function faultOf(error: unknown, way: LoginWay): Fault | undefined {
  if (!error) return undefined
  const message = messageOf(error)
  if (!(error instanceof ApiError)) return { message }
  if (error.code === 'server_certificate' && error.sha256) return { message, sha256: error.sha256 }
  if (error.code === 'server_certificate') return { message, field: 'caFile' }
  const last = error.field?.split('.').at(-1) ?? ''
  const field = FIELDS[last] ?? FIELDS[error.field?.split('.')[0] ?? '']
  const target = error.code === 'server_redirect' ? targetIn(message) : undefined
  return {
    message,
    // Whoever signs in by token has no field for a password.
    field: field === 'password' && way === 'token' ? 'token' : field,
    target,
  }
}

/** Choose a library or leave it out; all chosen is the same as no choice. */
export function toggleLibrary(
  chosen: readonly string[],
  id: string,
  all: readonly string[],
): readonly string[] {
  const now = chosen.length > 0 ? chosen : all
  const next = now.includes(id) ? now.filter((one) => one !== id) : [...now, id]
  return next.length === 0 || all.every((one) => next.includes(one)) ? [] : next
}
