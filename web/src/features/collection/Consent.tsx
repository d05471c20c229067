import { Alert, Button, Group, Modal, Stack, Switch } from '@mantine/core'
import { Check, Pencil, X } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '../../api/client'
import { lazyDialog } from '../../ui/lazyDialog'
import classes from './Collection.module.css'
import { CopyField } from './CopyField'
import { type Collection, useDeed } from './collectionApi'
import { keyInWords, LEAVES, STAYS } from './collectionWords'

const NameDialog = lazyDialog(async () => (await import('../../ui/NameDialog')).NameDialog)

/** Say whether anything leaves, what that is, and by which name and key others see it. */
export function Consent({ collection }: { collection: Collection }) {
  const [asking, setAsking] = useState(false)
  const [naming, setNaming] = useState(false)
  const consent = useDeed('consent')
  const share = (on: boolean) =>
    consent.mutate({ share: on }, { onSuccess: () => setAsking(false) })
  return (
    <section className={classes.card} aria-label="Sharing">
      <Switch
        label="Share what was measured here"
        description={
          collection.share
            ? 'Archives can be made and sent; other Menuras fetch them with a token made below.'
            : 'Nothing leaves this Menura. Taking in what others share works without it.'
        }
        checked={collection.share}
        onChange={(event) => {
          if (event.currentTarget.checked) setAsking(true)
          else share(false)
        }}
      />
      <div className={classes.identity}>
        <span className={classes.facts}>
          Others see this Menura as “{collection.instance}”.{' '}
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            leftSection={<Pencil size={12} />}
            onClick={() => setNaming(true)}
          >
            Rename
          </Button>
        </span>
        <CopyField
          label="Its key"
          hint="Archives are signed with it. Whoever takes them in compares it with what stands here."
          value={keyInWords(collection.fingerprint)}
        />
      </div>
      <Modal opened={asking} onClose={() => setAsking(false)} title="Share analysis?" centered>
        <Stack>
          <What label="This leaves, in archives and to Menuras that have a token" items={LEAVES} />
          <What label="This never leaves" items={STAYS} never />
          {consent.error && <Alert color="red">{messageOf(consent.error)}</Alert>}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)}>
              Share nothing
            </Button>
            <Button loading={consent.isPending} onClick={() => share(true)}>
              Share analysis
            </Button>
          </Group>
        </Stack>
      </Modal>
      <NameDialog
        title="Name this Menura"
        value={collection.instance}
        opened={naming}
        onSave={(instance) => consent.mutateAsync({ instance })}
        onClose={() => setNaming(false)}
      />
    </section>
  )
}

interface WhatProps {
  label: string
  items: readonly string[]
  never?: boolean
}

function What({ label, items, never }: WhatProps) {
  const Icon = never ? X : Check
  return (
    <div className={classes.what} data-never={never || undefined}>
      <h3>{label}</h3>
      <ul>
        {items.map((item) => (
          <li key={item}>
            <Icon size={15} aria-hidden="true" />
            {item}
          </li>
        ))}
      </ul>
    </div>
  )
}
