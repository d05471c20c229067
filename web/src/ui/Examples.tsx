import classes from './Examples.module.css'

interface ExamplesProps {
  examples: readonly string[]
  onChoose: (example: string) => void
}

/** Offer sentences to begin with. */
export function Examples({ examples, onChoose }: ExamplesProps) {
  return (
    <ul className={classes.examples} aria-label="Examples">
      {examples.map((example) => (
        <li key={example}>
          <button type="button" className={classes.example} onClick={() => onChoose(example)}>
            {example}
          </button>
        </li>
      ))}
    </ul>
  )
}
