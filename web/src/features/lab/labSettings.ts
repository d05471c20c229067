import { create } from 'zustand'
import { persist } from 'zustand/middleware'

interface LabSettings {
  equallyLoud: boolean
  playOnHover: boolean
  setEquallyLoud: (on: boolean) => void
  setPlayOnHover: (on: boolean) => void
}

/** A finger does not hover: whatever it touches would sound. */
function canHover(): boolean {
  return window.matchMedia('(hover: hover) and (pointer: fine)').matches
}

/** How somebody likes to listen in the lab; kept for the next time. */
export const useLabSettings = create<LabSettings>()(
  persist(
    (set) => ({
      equallyLoud: true,
      playOnHover: canHover(),
      setEquallyLoud: (equallyLoud) => set({ equallyLoud }),
      setPlayOnHover: (playOnHover) => set({ playOnHover }),
    }),
    { name: 'menura-lab' },
  ),
)
