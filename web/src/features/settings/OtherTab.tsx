import { GroupForm } from './GroupForm'
import classes from './Settings.module.css'
import { SettingsLoader } from './SettingsLoader'
import type { TabId } from './settingsTabs'

/** Show the groups of settings of a tab, one form each. */
export function OtherTab({ tab, lead }: { tab: TabId; lead: string }) {
  return (
    <>
      <p className={classes.words}>{lead}</p>
      <SettingsLoader tab={tab}>
        {(groups) => groups.map((group) => <GroupForm key={group.name} group={group} />)}
      </SettingsLoader>
    </>
  )
}
