import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { announce } from '../../ui/announce'
import { CheckLine } from '../../ui/CheckLine'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { formatAge, formatCount, formatNumberOf } from '../../ui/format'
import { Fact, IconButton, Item, ItemList, ItemSection } from '../../ui/ItemList'
import classes from './Collection.module.css'
import { type Signer, useDeed } from './collectionApi'
import { keyInWords } from './collectionWords'

/** Whose archives are taken in. */
export function Signers({ signers }: { signers: readonly Signer[] }) {
  return (
    <ItemSection label="Keys that are trusted">
      {signers.length === 0 && (
        <p className={classes.words}>None. The first archive asks for the first one.</p>
      )}
      <ItemList label="Keys that are trusted">
        {signers.map((signer) => (
          <SignerItem key={signer.fingerprint} signer={signer} />
        ))}
      </ItemList>
    </ItemSection>
  )
}

function SignerItem({ signer }: { signer: Signer }) {
  const [asking, setAsking] = useState(false)
  const [taken, setTaken] = useState(false)
  const removing = useDeed('distrust')
  return (
    <Item
      name={signer.name}
      facts={
        <>
          <Fact>
            <code className={classes.key}>{keyInWords(signer.fingerprint)}</code>
          </Fact>
          <Fact>
            trusted {formatAge(signer.trusted_at)} · {formatNumberOf(signer.taken, 'measurement')}{' '}
            used · {formatCount(signer.offers)} waiting for their music
          </Fact>
        </>
      }
      buttons={
        <IconButton
          icon={Trash2}
          label={`Trust ${signer.name} no longer`}
          title="Trust this key no longer"
          onClick={() => setAsking(true)}
        />
      }
    >
      <ConfirmDialog
        opened={asking}
        title={`Trust “${signer.name}” no longer?`}
        action="Trust it no longer"
        pending={removing.isPending}
        error={removing.error}
        onConfirm={() =>
          removing.mutate(
            { fingerprint: signer.fingerprint, taken },
            {
              onSuccess: ({ forgotten }) => {
                setAsking(false)
                announce(
                  `${signer.name} is trusted no longer`,
                  `${formatNumberOf(forgotten, 'measurement')} forgotten.`,
                )
              },
            },
          )
        }
        onClose={() => setAsking(false)}
      >
        <p>
          Nothing more is taken in from them, and {formatCount(signer.offers)} that wait for their
          music are forgotten.
        </p>
        {signer.taken > 0 && (
          <CheckLine
            name={`Undo what tracks here were given, too: ${formatNumberOf(signer.taken, 'measurement')}`}
            hint="These tracks are listened to again with the next scan."
            checked={taken}
            onToggle={() => setTaken(!taken)}
          />
        )}
      </ConfirmDialog>
    </Item>
  )
}
