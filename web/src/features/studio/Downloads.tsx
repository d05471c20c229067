import { Anchor, Button } from '@mantine/core'
import { Download } from 'lucide-react'
import { formatBytes } from '../../ui/format'
import view from './ProductionView.module.css'
import type { ProductionDetail } from './studioApi'

/** What the page draws with is no file for people. */
const INNER_FILES = ['score.json', 'peaks.json']

/** Offer every file of a production, and all at once. */
export function Downloads({ production }: { production: ProductionDetail }) {
  const files = production.artifacts.filter(({ name }) => !INNER_FILES.includes(name))
  const size = production.artifacts.reduce((sum, file) => sum + file.size_bytes, 0)
  return (
    <section className={view.card} aria-labelledby="files-title">
      <h2 id="files-title" className={view.title}>
        Files
      </h2>
      {production.pack_url && (
        <Button
          component="a"
          href={production.pack_url}
          download
          variant="default"
          leftSection={<Download size={16} />}
        >
          All as one archive, {formatBytes(size)}
        </Button>
      )}
      <ul className={view.list}>
        {files.map((file) => (
          <li key={file.name} className={view.file}>
            <Anchor href={file.url} download={nameOf(production.title, file.name)} size="sm">
              {file.name}
            </Anchor>
            <span className={view.quiet}>{formatBytes(file.size_bytes)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Name a file so that it can be told from others of its kind: "House beat - bass.wav". */
export function nameOf(title: string, file: string): string {
  const short = title
    .replace(/[^\p{L}\p{N} ._-]+/gu, '')
    .slice(0, 50)
    .trim()
  return `${short || 'production'} - ${file.split('/').at(-1)}`
}
