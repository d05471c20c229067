import { afterEach, expect, test, vi } from 'vitest'
import { type Hotkeys, makeHotkeyListener } from './hotkeys'

let listener: ((event: KeyboardEvent) => void) | undefined
let time = 0

function listen(hotkeys: Hotkeys) {
  listener = makeHotkeyListener(
    () => hotkeys,
    () => time,
  )
  document.addEventListener('keydown', listener)
}

function press(key: string, target: Element = document.body, more: KeyboardEventInit = {}) {
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
  )
}

function add(html: string): Element {
  document.body.innerHTML = html
  return document.body.firstElementChild as Element
}

afterEach(() => {
  if (listener) document.removeEventListener('keydown', listener)
  document.body.innerHTML = ''
})

test('single keys and pairs call their actions', () => {
  const [mute, library, next] = [vi.fn(), vi.fn(), vi.fn()]
  listen({ m: mute, 'g l': library, 'shift+ArrowRight': next })
  press('m')
  press('g')
  press('l')
  press('ArrowRight', document.body, { shiftKey: true })
  press('ArrowRight')
  expect([mute, library, next].map((action) => action.mock.calls.length)).toEqual([1, 1, 1])
})

test('a pair typed slowly is no pair', () => {
  const library = vi.fn()
  listen({ 'g l': library })
  press('g')
  time += 2_000
  press('l')
  expect(library).not.toHaveBeenCalled()
})

test('nothing happens while somebody types, or with Ctrl', () => {
  const mute = vi.fn()
  listen({ m: mute })
  press('m', add('<input>'))
  press('m', add('<textarea></textarea>'))
  press('m', document.body, { ctrlKey: true })
  expect(mute).not.toHaveBeenCalled()
})

test('Space on a button presses the button, not the player', () => {
  const toggle = vi.fn()
  listen({ ' ': toggle })
  press(' ', add('<button>ok</button>'))
  press(' ', add('<div role="slider"></div>'))
  expect(toggle).not.toHaveBeenCalled()
  press(' ')
  expect(toggle).toHaveBeenCalledOnce()
})
