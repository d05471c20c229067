import { Button, Loader } from '@mantine/core'
import { RotateCw, TriangleAlert } from 'lucide-react'
import { useTrackList } from '../../audio/useTrackList'
import { FoundTracks } from '../../ui/FoundTracks'
import classes from './Chat.module.css'
import type { ChatLine, ChatTurn } from './chatStream'
import type { Pending } from './useAsking'

const ROWS_OF_LATEST = 25
const ROWS_OF_EARLIER = 5

/** Show what was asked and what came of it. */
export function TurnExchange({ turn, latest }: { turn: ChatTurn; latest: boolean }) {
  const tracks = turn.items.map((item) => item.track)
  const player = useTrackList(`“${turn.asked}”`, tracks)
  return (
    <article className={classes.exchange} aria-label={turn.asked}>
      <p className={classes.asked}>{turn.asked}</p>
      {/* What is the answer itself is not warned of besides. */}
      <Lines lines={turn.log.filter(({ type, text }) => type === 'step' || text !== turn.said)} />
      <p className={classes.said}>{turn.said}</p>
      <FoundTracks
        items={turn.items}
        first={latest ? ROWS_OF_LATEST : ROWS_OF_EARLIER}
        saveAs={turn.suggested_name}
        description={`Asked for: ${turn.asked}`}
        {...player}
      />
      {turn.query && (
        <details className={classes.details}>
          <summary>The query that was run</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it */}
          <pre className={classes.query} tabIndex={0}>
            <code>{turn.query}</code>
          </pre>
        </details>
      )}
    </article>
  )
}

interface PendingExchangeProps {
  pending: Pending
  onAgain: () => void
}

/** Show what was asked, what is being done about it, or why nothing came of it. */
export function PendingExchange({ pending, onAgain }: PendingExchangeProps) {
  const { request, lines, fault } = pending
  return (
    <article className={classes.exchange} aria-label={request.text}>
      <p className={classes.asked}>{request.text}</p>
      <Lines lines={lines} opened />
      {fault === null ? (
        <p className={classes.working} role="status">
          <Loader size={14} aria-hidden="true" /> Looking…
        </p>
      ) : (
        <div className={classes.fault} role="alert">
          <span>{fault}</span>
          <Button
            size="xs"
            variant="default"
            leftSection={<RotateCw size={14} />}
            onClick={onAgain}
          >
            Ask again
          </Button>
        </div>
      )}
    </article>
  )
}

/** Say what was understood, what was doubtful, and, folded away, what was done. */
export function Lines({ lines, opened }: { lines: readonly ChatLine[]; opened?: boolean }) {
  const steps = lines.filter(({ type }) => type === 'step')
  return (
    <>
      {lines.map(
        ({ type, text }, place) =>
          type !== 'step' && (
            <p
              // biome-ignore lint/suspicious/noArrayIndexKey: lines only come at the end
              key={place}
              className={type === 'warning' ? classes.warning : classes.understood}
            >
              {type === 'warning' ? (
                <>
                  <TriangleAlert size={14} aria-hidden="true" />
                  <span className="visually-hidden">Note: </span>
                </>
              ) : (
                <span className={classes.label}>Understood: </span>
              )}
              {text}
            </p>
          ),
      )}
      {steps.length > 0 && (
        <details className={classes.details} open={opened}>
          <summary>{steps.length === 1 ? 'One step' : `${steps.length} steps`}</summary>
          <ol className={classes.steps}>
            {steps.map(({ text }, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines only come at the end
              <li key={place}>{text}</li>
            ))}
          </ol>
        </details>
      )}
    </>
  )
}
