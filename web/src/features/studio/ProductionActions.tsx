import { ActionIcon } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { forgetQuery, keys } from '../../api/queries'
import { announce } from '../../ui/announce'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { formatBytes } from '../../ui/format'
import { type ProductionDetail, removeProduction } from './studioApi'

/** Delete a production, once it is said twice. */
export function ProductionActions({ production }: { production: ProductionDetail }) {
  const [asking, setAsking] = useState(false)
  const client = useQueryClient()
  const navigate = useNavigate()
  const busy = production.state === 'queued' || production.state === 'making'
  const remove = useMutation({
    mutationFn: () => removeProduction(production.id),
    onSuccess: async () => {
      announce('The production is deleted', production.title)
      await navigate({ to: '/studio' })
      forgetQuery(client, keys.production(production.id))
      void client.invalidateQueries({ queryKey: keys.productionPages })
    },
  })
  return (
    <>
      <ActionIcon
        variant="default"
        size={34}
        aria-label="Delete the production"
        title={busy ? 'It is still being made' : 'Delete'}
        disabled={busy}
        onClick={() => setAsking(true)}
      >
        <Trash2 size={17} />
      </ActionIcon>
      <ConfirmDialog
        opened={asking}
        title="Delete this production?"
        action="Delete it"
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        Its mix, stems and notes ({formatBytes(production.size_bytes)}) are gone for good; what was
        made from it stays. With the seed {production.seed} the same track can be made again.
      </ConfirmDialog>
    </>
  )
}
