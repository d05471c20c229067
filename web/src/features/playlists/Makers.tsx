import { Link } from '@tanstack/react-router'
import {
  Boxes,
  Fingerprint,
  FlaskConical,
  type LucideIcon,
  MessagesSquare,
  MicVocal,
  RadioTower,
  Route,
  Search,
  SquarePlus,
} from 'lucide-react'
import classes from './Makers.module.css'

interface Maker {
  to: string
  name: string
  hint: string
  icon: LucideIcon
}

const MAKERS: readonly Maker[] = [
  { to: '/discover/similar', name: 'Similar', hint: 'Sounds like these', icon: Search },
  { to: '/discover/path', name: 'Path', hint: 'From one sound to another', icon: Route },
  {
    to: '/discover/alchemy',
    name: 'Alchemy',
    hint: 'More of this, less of that',
    icon: FlaskConical,
  },
  { to: '/discover/extend', name: 'Extend', hint: 'What a playlist lacks', icon: SquarePlus },
  {
    to: '/discover/fingerprint',
    name: 'Fingerprint',
    hint: 'From what you play',
    icon: Fingerprint,
  },
  { to: '/discover/artists', name: 'Artists', hint: 'Who sounds like whom', icon: MicVocal },
  { to: '/clusters', name: 'Clusters', hint: 'The library’s own groups', icon: Boxes },
  { to: '/chat', name: 'Chat', hint: 'In your own words', icon: MessagesSquare },
  { to: '/radios', name: 'Radios', hint: 'Played anew each time', icon: RadioTower },
]

interface MakersProps {
  /** Whether each says what it does: to whom has no playlist yet. */
  explained: boolean
}

/** Lead to all that makes playlists. */
export function Makers({ explained }: MakersProps) {
  return (
    <nav aria-label="Ways to make a playlist">
      <ul className={classes.makers} data-explained={explained || undefined}>
        {MAKERS.map(({ to, name, hint, icon: Icon }) => (
          <li key={to}>
            <Link to={to} className={classes.maker} title={hint}>
              <Icon size={18} aria-hidden="true" />
              <span className={classes.words}>
                {name}
                {explained && <span className={classes.hint}>{hint}</span>}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
