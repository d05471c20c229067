import { ActionIcon } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { forgetQuery, keys } from '../../api/queries'
import { formatBytes } from '../../ui/format'
import { deleteWithUndo } from '../../ui/undo'
import { type ProductionDetail, removeProduction } from './studioApi'

/** Delete a production; for a while that can be undone. */
export function ProductionActions({ production }: { production: ProductionDetail }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const busy = production.state === 'queued' || production.state === 'making'
  const remove = () =>
    deleteWithUndo({
      key: `production:${production.id}`,
      name: production.title,
      message: `Its mix, stems and notes (${formatBytes(production.size_bytes)}) go; what was made from it stays.`,
      commit: () => removeProduction(production.id),
      onHidden: () => void navigate({ to: '/studio' }),
      onDone: () => {
        forgetQuery(client, keys.production(production.id))
        return client.invalidateQueries({ queryKey: keys.productionPages })
      },
    })
  return (
    <ActionIcon
      variant="default"
      size={34}
      aria-label="Delete the production"
      title={busy ? 'It is still being made' : 'Delete'}
      disabled={busy}
      onClick={remove}
    >
      <Trash2 size={17} />
    </ActionIcon>
  )
}
