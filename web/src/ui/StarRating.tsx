import { Star, X } from 'lucide-react'
import { useId, useState } from 'react'
import classes from './StarRating.module.css'
import { STARS, starsInWords, toRating, toStars } from './stars'

interface StarRatingProps {
  title: string
  /** 0 to 100; null: not rated. */
  rating: number | null
  onRate: (rating: number | null) => void
}

/** Rate by stars: by a click, or by the arrow keys like any choice of one out of five. */
export function StarRating({ title, rating, onRate }: StarRatingProps) {
  const group = useId()
  const [over, setOver] = useState<number | null>(null)
  const stars = toStars(rating)
  const shown = over ?? stars ?? 0
  return (
    <div className={classes.rating}>
      <fieldset className={classes.stars} onMouseLeave={() => setOver(null)}>
        <legend className="visually-hidden">Rating of {title}</legend>
        {STARS.map((value) => (
          <label key={value} className={classes.star} onMouseEnter={() => setOver(value)}>
            <input
              type="radio"
              className={classes.hit}
              name={group}
              value={value}
              checked={stars !== null && Math.ceil(stars) === value}
              aria-label={starsInWords(value)}
              onChange={() => onRate(toRating(value))}
            />
            <Shape fill={Math.min(1, Math.max(0, shown - value + 1))} />
          </label>
        ))}
      </fieldset>
      <span className={classes.words} aria-hidden="true">
        {over !== null ? starsInWords(over) : stars === null ? 'Not rated' : starsInWords(stars)}
      </span>
      {stars !== null && (
        <button
          type="button"
          className={classes.clear}
          aria-label={`Take the rating of ${title} away`}
          title="Take the rating away"
          onClick={() => onRate(null)}
        >
          <X size={14} aria-hidden="true" />
        </button>
      )}
    </div>
  )
}

/** One star, filled as far as it is given: servers know halves too. */
function Shape({ fill }: { fill: number }) {
  return (
    <span className={classes.shape}>
      <Star size={18} aria-hidden="true" />
      {fill > 0 && (
        <span className={classes.full} style={{ width: `${fill * 100}%` }}>
          <Star size={18} aria-hidden="true" fill="currentColor" />
        </span>
      )}
    </span>
  )
}
