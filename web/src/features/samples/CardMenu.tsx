import { ActionIcon, Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  Ban,
  Copy,
  Download,
  Ellipsis,
  FolderDown,
  type LucideIcon,
  Music2,
  Pencil,
  ThumbsDown,
  ThumbsUp,
} from 'lucide-react'
import { useContext } from 'react'
import { audioUrl } from '../../api/client'
import { sourcesQuery } from '../../api/queries'
import { announce, announceError } from '../../ui/announce'
import { type Correctable, CorrectionSlot } from './correctionSlot'
import { fileNameOf, fittedName, pathOf } from './fileWords'
import type { CardActions, CardMarks } from './SuggestionCard'
import classes from './SuggestionCard.module.css'
import { exportTrack, fittedUrl, type Suggestion } from './samplesApi'

const icon = (Icon: LucideIcon) => <Icon size={15} aria-hidden="true" />

interface CardMenuProps {
  suggestion: Suggestion
  marks: CardMarks
  compact: boolean
  actions: CardActions
}

/** Offer what is less often done with a sample. */
export function CardMenu({ suggestion, marks, compact, actions }: CardMenuProps) {
  const { track, pack } = suggestion
  return (
    <Menu position="bottom-end" withinPortal returnFocus>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          className={classes.tool}
          aria-label={`More of ${track.title}`}
        >
          <Ellipsis size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {compact && <Likes suggestion={suggestion} marks={marks} actions={actions} />}
        <HandOff suggestion={suggestion} session={actions.session} />
        <Menu.Divider />
        <Correct suggestion={suggestion} />
        {pack && (
          <Menu.Item leftSection={icon(Ban)} onClick={() => actions.banPack(pack)}>
            Nothing more of “{pack}”
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

const CORRECTABLE: readonly [Correctable, string][] = [
  ['tempo_bpm', 'Correct the tempo…'],
  ['key', 'Correct the key…'],
  ['instrument', 'Correct the instrument…'],
  ['kind', 'Correct the kind…'],
]

/** Say what is right: here, or in the library where this page has no dialog for it. */
function Correct({ suggestion: { track } }: Pick<CardMenuProps, 'suggestion'>) {
  const correct = useContext(CorrectionSlot)
  if (correct) {
    return CORRECTABLE.map(([name, words]) => (
      <Menu.Item key={name} leftSection={icon(Pencil)} onClick={() => correct(track, name)}>
        {words}
      </Menu.Item>
    ))
  }
  return (
    <Menu.Item
      leftSection={icon(Pencil)}
      component={Link}
      to="/"
      search={{ track: track.id } as never}
    >
      Correct tempo, key or kind…
    </Menu.Item>
  )
}

function Likes({ suggestion, marks, actions }: Omit<CardMenuProps, 'compact'>) {
  const press = (kind: 'more' | 'less', on: boolean) =>
    on ? actions.takeBack(suggestion, kind) : actions.say(suggestion, kind)
  return (
    <>
      <Menu.Item leftSection={icon(ThumbsUp)} onClick={() => press('more', marks.more)}>
        {marks.more ? 'Not more like this any longer' : 'More like this'}
      </Menu.Item>
      <Menu.Item leftSection={icon(ThumbsDown)} onClick={() => press('less', marks.less)}>
        {marks.less ? 'Not less like this any longer' : 'Less like this'}
      </Menu.Item>
      <Menu.Divider />
    </>
  )
}

/** Ways into a DAW that need no plug-in. */
function HandOff({ suggestion, session }: { suggestion: Suggestion; session: string }) {
  const { track } = suggestion
  const { data: sources = [] } = useQuery(sourcesQuery)
  const path = pathOf(track, sources)
  const toFolder = (fitted: boolean) =>
    exportTrack(session, track.id, fitted).then(
      (file) => announce(`“${file.name}” is in the export folder`, file.path),
      (error: unknown) => announceError(`“${track.title}” was not exported`, error),
    )
  return (
    <>
      <Menu.Item leftSection={icon(Copy)} disabled={!path} onClick={() => void copyPath(path)}>
        Copy the path
      </Menu.Item>
      <Menu.Item
        leftSection={icon(Download)}
        component="a"
        href={audioUrl(track.id)}
        download={fileNameOf(track)}
      >
        Download as it is
      </Menu.Item>
      <Menu.Item
        leftSection={icon(Music2)}
        component="a"
        href={fittedUrl(track.id, session)}
        download={fittedName(suggestion)}
      >
        Download, fitted
      </Menu.Item>
      <Menu.Item leftSection={icon(FolderDown)} onClick={() => void toFolder(true)}>
        To the export folder, fitted
      </Menu.Item>
      <Menu.Item leftSection={icon(FolderDown)} onClick={() => void toFolder(false)}>
        To the export folder as it is
      </Menu.Item>
    </>
  )
}

async function copyPath(path: string): Promise<void> {
  try {
    // Not there where the page is served without TLS from another machine.
    await navigator.clipboard.writeText(path)
    announce('The path is copied', path)
  } catch {
    announce('The browser does not let the path be copied; it is', path)
  }
}
