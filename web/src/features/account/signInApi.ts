import { api, type Schemas, unwrap } from '../../api/client'

/** Sign in; the answer sets a cookie that this browser keeps to itself. */
export function logIn(body: Schemas['LoginIn']) {
  return unwrap(api.POST('/api/v1/login', { body }))
}
