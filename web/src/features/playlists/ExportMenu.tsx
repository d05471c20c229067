import { Button, Menu } from '@mantine/core'
import { Download, FolderOutput } from 'lucide-react'
import { exportUrl, type PlaylistDetail, type PlaylistForm } from '../../api/client'

const FORMS: { form: PlaylistForm; label: string }[] = [
  { form: 'm3u8', label: 'M3U8, for players' },
  { form: 'xspf', label: 'XSPF, for other libraries' },
  { form: 'jspf', label: 'JSPF, the same as JSON' },
]

interface ExportMenuProps {
  playlist: PlaylistDetail
  onSend: () => void
}

/** Take the playlist along as a file, or give it to a source. */
export function ExportMenu({ playlist, onSend }: ExportMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<Download size={16} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMS.map(({ form, label }) => (
          <Menu.Item
            key={form}
            component="a"
            href={exportUrl(playlist.id, form)}
            download={`${playlist.name}.${form}`}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<FolderOutput size={15} />} onClick={onSend}>
          Send to a source…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
