import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { ProductionRow } from './ProductionList'
import list from './ProductionList.module.css'
import view from './ProductionView.module.css'
import type { ProductionDetail } from './studioApi'

/** Show what a production came from and what was made of it. */
export function Versions({ production }: { production: ProductionDetail }) {
  const { parent_id, children } = production
  if (!parent_id && children.length === 0) return null
  return (
    <section className={view.card} aria-labelledby="versions-title">
      <h2 id="versions-title" className={view.title}>
        Versions
      </h2>
      {parent_id && (
        <p className={view.quiet}>
          {production.change ? `This is ${production.change} of ` : 'This was made from '}
          <Anchor component={Link} to={`/studio/${parent_id}`} size="sm">
            an earlier production
          </Anchor>
          .
        </p>
      )}
      {children.length > 0 && (
        <ul className={list.list}>
          {children.map((child) => (
            <ProductionRow key={child.id} production={child} />
          ))}
        </ul>
      )}
    </section>
  )
}
