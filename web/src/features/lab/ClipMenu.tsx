import { ActionIcon, Menu } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  Download,
  Ellipsis,
  FileText,
  type LucideIcon,
  Pencil,
  Radar,
  RotateCw,
  Sparkles,
  Trash2,
} from 'lucide-react'
import { useState } from 'react'
import { lazyDialog } from '../../ui/lazyDialog'
import type { PlacedClip } from './clipOrder'
import { useLab } from './labContext'
import { deleteClips } from './labUndo'

const ManifestDialog = lazyDialog(async () => (await import('./ManifestDialog')).ManifestDialog)

const icon = (Icon: LucideIcon) => <Icon size={15} aria-hidden="true" />

interface ClipMenuProps {
  placed: PlacedClip
  title: string
  onRename: () => void
}

/** Offer what is less often done with a clip. */
export function ClipMenu({ placed: { clip }, title, onRename }: ClipMenuProps) {
  const { session } = useLab()
  const client = useQueryClient()
  const [manifest, setManifest] = useState<'shown' | 'again' | null>(null)
  return (
    <>
      <Menu position="bottom-end" withinPortal returnFocus>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={26} aria-label={`More of ${title}`}>
            <Ellipsis size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={icon(Pencil)} onClick={onRename}>
            Rename
          </Menu.Item>
          <Menu.Item leftSection={icon(FileText)} onClick={() => setManifest('shown')}>
            How it was made
          </Menu.Item>
          <Menu.Item leftSection={icon(RotateCw)} onClick={() => setManifest('again')}>
            Render again and compare
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={icon(Sparkles)}
            component={Link}
            to="/studio"
            search={{ reference: clip.id } as never}
          >
            Use as a reference in the Studio
          </Menu.Item>
          <Menu.Item
            leftSection={icon(Radar)}
            component={Link}
            to="/"
            search={{ track: clip.id } as never}
          >
            Similar tracks
          </Menu.Item>
          <Menu.Item
            leftSection={icon(Download)}
            component="a"
            href={clip.audio_url}
            download={`${title.replace(/[^\p{L}\p{N} ._-]+/gu, '')}.wav`}
          >
            Download
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            color="red"
            leftSection={icon(Trash2)}
            onClick={() => deleteClips(client, session.id, [clip.id], title)}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ManifestDialog
        clip={clip}
        sessionId={session.id}
        title={title}
        again={manifest === 'again'}
        opened={manifest !== null}
        onClose={() => setManifest(null)}
      />
    </>
  )
}
