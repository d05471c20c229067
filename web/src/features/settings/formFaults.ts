import { ApiError, messageOf } from '../../api/client'

/** Sort what the server says is wrong: to the field it is about, or to the form as a whole. */
export function faultsOf(error: unknown, fields: readonly string[]) {
  const named = error instanceof ApiError ? error.field?.split('.').at(-1) : undefined
  const field = fields.find((one) => one === named)
  return {
    at: (name: string) => (error && field === name ? messageOf(error) : undefined),
    rest: error && !field ? messageOf(error) : undefined,
  }
}
