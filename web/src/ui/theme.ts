import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

// Cool greys: 0 is text on dark ground, 4 borders, 6 raised surfaces, 7 the page.
const dark: MantineColorsTuple = [
  '#dcdfea',
  '#b9bdcd',
  '#9a9fb3',
  '#727891',
  '#3a3f54',
  '#2c3042',
  '#1f2230',
  '#171922',
  '#11131a',
  '#0c0d13',
]

// The one accent.
const iris: MantineColorsTuple = [
  '#f1eeff',
  '#e0dbff',
  '#c5bcff',
  '#ab9eff',
  '#9483fb',
  '#7f69f8',
  '#6c4ff2',
  '#5b3fd6',
  '#4c34b3',
  '#3c2a8c',
]

/** What canvases draw with, by colour scheme; they cannot read style sheets. */
export const canvasColors = {
  dark: { played: '#8b78fa', rest: '#555b75', axis: '#727891' },
  light: { played: '#6c4ff2', rest: '#b4b8c9', axis: '#7a7f92' },
} as const

export const theme = createTheme({
  colors: { dark, iris },
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 6 },
  defaultRadius: 'md',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '650' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Plain objects: `Modal.extend` and its like would bring the components to the first page.
    Modal: {
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' } },
      styles: { title: { fontWeight: 650 } },
    },
    InputWrapper: { styles: { label: { marginBottom: 5 } } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false } },
  },
})

export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--mono-figures': "'tnum' 1, 'cv11' 1" },
  light: {
    '--mantine-color-body': '#f6f7fb',
    '--mantine-color-text': '#1d202b',
    '--mantine-color-error': '#c02b2b',
    '--mantine-color-dimmed': '#5c6370', // the default is too faint to read on white
    '--mantine-color-placeholder': '#646b7a',
    '--surface': '#ffffff',
    '--surface-raised': '#ffffff',
    '--surface-hover': '#eff0f7',
    '--surface-selected': '#e8e4ff',
    '--line': '#dfe1ea',
    '--accent-text': '#5438d0',
    '--good-text': '#157347',
    '--warn-text': '#8a5300',
    '--bad-text': '#c02b2b',
    '--track': '#dadce7',
  },
  dark: {
    '--mantine-color-error': '#ff9696',
    '--mantine-color-disabled': '#2c3042', // stands out from a card, as a button must
    '--mantine-color-disabled-color': '#8d92a8',
    '--mantine-color-dimmed': '#9a9fb3',
    '--mantine-color-placeholder': '#8d92a8',
    '--surface': '#171922',
    '--surface-raised': '#1d202c',
    '--surface-hover': '#222533',
    '--surface-selected': '#241d52',
    '--line': '#2b2f40',
    '--accent-text': '#b3a7ff',
    '--good-text': '#6fd6a0',
    '--warn-text': '#f0b768',
    '--bad-text': '#ff9696',
    '--track': '#363b50',
  },
})
