import { useMantineColorScheme } from '@mantine/core'
import { useReducedMotion } from '@mantine/hooks'
import { RadioCards } from '../../ui/RadioCards'
import classes from './Settings.module.css'

const SCHEMES = [
  { value: 'dark', name: 'Dark', hint: 'Calm in a dim room.' },
  { value: 'light', name: 'Light', hint: 'For bright surroundings.' },
  { value: 'auto', name: 'As the system', hint: 'Follows it by day and night.' },
] as const

type Scheme = (typeof SCHEMES)[number]['value']

/** Settle how the page looks, in this browser. */
export function AppearanceTab() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const still = useReducedMotion()
  return (
    <section className={classes.card} aria-label="Appearance">
      <h2 className={classes.title}>Appearance</h2>
      <RadioCards<Scheme>
        label="Colours"
        columns={3}
        value={colorScheme}
        options={SCHEMES}
        onChange={setColorScheme}
      />
      <div className={classes.part}>
        <h3 className={classes.partName}>Motion</h3>
        <p className={classes.words}>
          {still
            ? 'Your system asks for less motion: nothing slides or fades here.'
            : 'Little moves here. To have nothing slide or fade, ask your system for less motion; the page follows at once.'}
        </p>
      </div>
      <p className={classes.words}>This is kept in this browser, for everybody who uses it.</p>
    </section>
  )
}
