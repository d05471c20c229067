import { Heart, X } from 'lucide-react'
import type { Source } from '../../api/client'
import classes from './FilterBar.module.css'
import { FilterMenu } from './FilterMenu'
import { filterValue } from './filterWords'
import { FILTER_NAMES, type LibrarySearch, setFilters, without } from './librarySearch'

export interface FilterBarProps {
  search: LibrarySearch
  sources: readonly Source[]
  onChange: (part: LibrarySearch) => void
}

/** Narrow the list: a menu for each filter, which says what it is set to and takes it away. */
export function FilterBar({ search, sources, onChange }: FilterBarProps) {
  const set = setFilters(search)
  const offered = FILTER_NAMES.filter(
    (name) => name !== 'favourites' && (name !== 'source' || search.source || sources.length > 1),
  )
  return (
    <fieldset className={classes.bar}>
      <legend className="visually-hidden">Filters</legend>
      {offered.map((name) => (
        <FilterMenu
          key={name}
          name={name}
          value={filterValue(name, search, sources)}
          search={search}
          sources={sources}
          onChange={onChange}
        />
      ))}
      <button
        type="button"
        className={classes.filter}
        aria-pressed={search.favourites ?? false}
        data-set={search.favourites}
        onClick={() => onChange({ favourites: search.favourites ? undefined : true })}
      >
        <Heart size={14} aria-hidden="true" fill={search.favourites ? 'currentColor' : 'none'} />
        Favourites
      </button>
      {set.length > 0 && (
        <button type="button" className={classes.clear} onClick={() => onChange(without(set))}>
          <X size={14} aria-hidden="true" />
          Clear all
        </button>
      )}
    </fieldset>
  )
}
