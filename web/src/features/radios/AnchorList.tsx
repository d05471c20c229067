import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Anchor as AnchorIcon, Pencil, RadioTower, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { EmptyState } from '../../ui/EmptyState'
import { formatAge, formatMoment, formatNumberOf } from '../../ui/format'
import { Fact, IconButton, Item, ItemList } from '../../ui/ItemList'
import { lazyDialog } from '../../ui/lazyDialog'
import { type Anchor, type Radio, useRemoveAnchor, useRenameAnchor } from './radioApi'
import { recipeInWords } from './radioWords'

const NameDialog = lazyDialog(async () => (await import('../../ui/NameDialog')).NameDialog)

interface AnchorListProps {
  anchors: readonly Anchor[]
  radios: readonly Radio[]
  onMakeRadio: (anchorId: string) => void
}

/** List the anchors, and what each is made of. */
export function AnchorList({ anchors, radios, onMakeRadio }: AnchorListProps) {
  if (anchors.length === 0) {
    return (
      <EmptyState
        icon={AnchorIcon}
        title="No anchors yet"
        action={
          <Button component={Link} to="/discover/alchemy">
            Go to Alchemy
          </Button>
        }
      >
        An anchor is a place in the sound of the library. Mix tracks, artists, moods or playlists on
        the Alchemy page, and save the mixture as an anchor.
      </EmptyState>
    )
  }
  return (
    <ItemList label="Anchors">
      {anchors.map((anchor) => (
        <AnchorRow
          key={anchor.id}
          anchor={anchor}
          radioCount={radios.filter(({ anchor_id }) => anchor_id === anchor.id).length}
          onMakeRadio={() => onMakeRadio(anchor.id)}
        />
      ))}
    </ItemList>
  )
}

interface AnchorRowProps {
  anchor: Anchor
  radioCount: number
  onMakeRadio: () => void
}

function AnchorRow({ anchor, radioCount, onMakeRadio }: AnchorRowProps) {
  const { name } = anchor
  const [renaming, setRenaming] = useState(false)
  const rename = useRenameAnchor(anchor.id)
  const remove = useRemoveAnchor(anchor, radioCount)
  return (
    <Item
      name={name}
      facts={
        <>
          <Fact>{recipeInWords(anchor.recipe)}</Fact>
          <Fact title={formatMoment(anchor.created_at)}>
            Saved {formatAge(anchor.created_at)}
            {radioCount > 0 && ` · ${formatNumberOf(radioCount, 'radio')}`}
          </Fact>
        </>
      }
      buttons={
        <>
          <Button
            size="xs"
            variant="default"
            leftSection={<RadioTower size={14} />}
            aria-label={`Make a radio of ${name}`}
            onClick={onMakeRadio}
          >
            Make a radio
          </Button>
          <IconButton
            icon={Pencil}
            label={`Rename ${name}`}
            title="Rename"
            onClick={() => setRenaming(true)}
          />
          <IconButton
            icon={Trash2}
            label={`Delete the anchor ${name}`}
            title="Delete"
            onClick={remove}
          />
        </>
      }
    >
      <NameDialog
        title="Rename the anchor"
        value={name}
        opened={renaming}
        onSave={(next) => rename.mutateAsync(next)}
        onClose={() => setRenaming(false)}
      />
    </Item>
  )
}
