import { Page } from '../../ui/Page'
import { BriefForm } from './BriefForm'
import classes from './LabPage.module.css'
import { SessionList } from './SessionList'

/** Begin a session with a brief, or go on with one. */
export function LabPage() {
  return (
    <Page
      title="Session Lab"
      note="A batch of short clips, grouped by sound; then more of what you like."
    >
      <div className={classes.columns}>
        <BriefForm />
        <SessionList />
      </div>
    </Page>
  )
}
