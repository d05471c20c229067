import { ActionIcon } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CornerLeftUp, Folder } from 'lucide-react'
import { messageOf } from '../api/client'
import { foldersQuery } from '../api/queries'
import classes from './FolderBrowser.module.css'
import { formatNumberOf } from './format'

interface FolderBrowserProps {
  /** The folder that is open; null for where people usually keep things. */
  path: string | null
  onOpen: (path: string) => void
}

/** Walk through the folders of the server's machine. */
export function FolderBrowser({ path, onOpen }: FolderBrowserProps) {
  const { data, error } = useQuery(foldersQuery(path))
  const parent = data?.parent
  return (
    <div className={classes.browser}>
      <div className={classes.place}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Open the folder above"
          disabled={!parent}
          onClick={() => parent && onOpen(parent)}
        >
          <CornerLeftUp size={17} />
        </ActionIcon>
        <span className={classes.path}>{data?.path ?? path ?? ''}</span>
        {data && data.audio_files > 0 && (
          <span className={classes.count}>{formatNumberOf(data.audio_files, 'audio file')}</span>
        )}
      </div>
      {error && (
        <div className={classes.none} role="alert">
          {messageOf(error)}
        </div>
      )}
      <ul className={classes.list} aria-label="Folders">
        {data?.folders.map((folder) => (
          <li key={folder.path}>
            <button type="button" className={classes.folder} onClick={() => onOpen(folder.path)}>
              <Folder size={17} aria-hidden="true" />
              {folder.name}
            </button>
          </li>
        ))}
        {data?.folders.length === 0 && <li className={classes.none}>No folders in here.</li>}
      </ul>
    </div>
  )
}
