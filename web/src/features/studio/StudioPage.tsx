import { getRouteApi } from '@tanstack/react-router'
import { Page } from '../../ui/Page'
import { MakeForm } from './MakeForm'
import { ProductionList } from './ProductionList'
import classes from './StudioPage.module.css'

const route = getRouteApi('/studio')

/** Make music from a sentence, and find what was made before. */
export function StudioPage() {
  const { prompt, reference } = route.useSearch()
  return (
    <Page title="Studio">
      <div className={classes.columns}>
        <MakeForm startPrompt={prompt ?? ''} startReference={reference ?? null} />
        <ProductionList />
      </div>
    </Page>
  )
}
