import { type RefObject, useLayoutEffect, useRef } from 'react'

const MOVE_MS = 220

/** Let the children of a list glide to their new places; not for who wants less motion. */
export function useFlip(list: RefObject<HTMLElement | null>, order: string): void {
  const places = useRef(new Map<Element, number>())
  const shownOrder = useRef(order)
  useLayoutEffect(() => {
    const children = [...(list.current?.children ?? [])] as HTMLElement[]
    const before = places.current
    places.current = new Map(children.map((child) => [child, child.offsetTop]))
    const moved = shownOrder.current !== order
    shownOrder.current = order
    if (!moved || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    for (const child of children) {
      const by = (before.get(child) ?? child.offsetTop) - child.offsetTop
      if (by === 0) continue
      child.animate?.([{ translate: `0 ${by}px` }, { translate: '0 0' }], {
        duration: MOVE_MS,
        easing: 'ease-out',
      })
    }
  })
}
