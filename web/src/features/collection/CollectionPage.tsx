import { Page } from '../../ui/Page'

export function CollectionPage() {
  return <Page title="Collection">{null}</Page>
}
