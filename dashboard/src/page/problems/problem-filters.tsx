import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { SORTS, STATES, wantedSort } from '../../api/group-question.js';
import { type FilterName, type Scope, hasFilters, withoutFilters } from '../../navigation/scope.js';
import { Choice } from '../../part/choice.js';
import { SearchField } from '../../part/search-field.js';
import { ServiceChoice } from '../../part/service-choice.js';

/** All that the list can be narrowed to. */
export const PROBLEM_FILTERS = [
  ...(['service', 'state', 'search', 'assignee', 'version'] as const),
  ...(['users', 'minimum', 'firstSeen', 'regressed', 'notes'] as const),
] as const satisfies FilterName[];

const STATE_OPTIONS = [...STATES, 'all'].map((state) => ({
  value: state,
  label: state[0]?.toUpperCase() + state.slice(1),
}));

/** Filters that are typed, and those that are chosen; they stay out of sight until somebody wants one. */
const TYPED = [
  { name: 'version', label: 'Version' },
  { name: 'assignee', label: 'Assignee (-: nobody)' },
  { name: 'users', label: 'Users at least' },
  { name: 'minimum', label: 'Errors at least' },
] as const satisfies { name: FilterName; label: string }[];
const CHOSEN = [
  { name: 'firstSeen', any: 'New and old', options: { inRange: 'New in the range', before: 'Seen before it' } },
  { name: 'regressed', any: 'Regressed or not', options: { true: 'Regressed', false: 'Not regressed' } },
  { name: 'notes', any: 'With notes or without', options: { true: 'With notes', false: 'Without notes' } },
] as const satisfies { name: FilterName; any: string; options: Record<string, string> }[];

interface FilterProps {
  scope: Scope;
  onChange: (scope: Scope, how?: 'push' | 'replace') => void;
}

/** What the list is narrowed to and sorted by. */
export function ProblemFilters({
  scope,
  services = [],
  onChange,
}: FilterProps & { services?: readonly { name: string }[] | undefined }): JSX.Element {
  const [isWhole, setWhole] = useState([...TYPED, ...CHOSEN].some(({ name }) => scope[name] !== ''));
  const set = (name: FilterName, how?: 'replace') => (value: string) => onChange({ ...scope, [name]: value }, how);
  return (
    <div class="filters problem-filters" role="search">
      <SearchField label="Title, culprit or note" hasSlash value={scope.search} onChange={set('search', 'replace')} />
      <Choice
        label="State"
        options={STATE_OPTIONS}
        value={scope.state === '' ? 'open' : scope.state}
        onChoose={(state) => set('state')(state === 'open' ? '' : state)}
      />
      <ServiceChoice
        service={scope.service}
        names={services.map(({ name }) => name).sort()}
        onChoose={set('service')}
      />
      <SortChoice scope={scope} onChange={onChange} />
      <button type="button" class="button" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
        More filters
      </button>
      {hasFilters(scope) && (
        <button type="button" class="button" onClick={() => onChange(withoutFilters(scope))}>
          Clear filters
        </button>
      )}
      {isWhole && <MoreFilters scope={scope} onChange={onChange} />}
    </div>
  );
}

function MoreFilters({ scope, onChange }: FilterProps): JSX.Element {
  const set = (name: FilterName, how?: 'replace') => (value: string) => onChange({ ...scope, [name]: value }, how);
  return (
    <div class="more-filters">
      {TYPED.map(({ name, label }) => (
        <SearchField key={name} label={label} value={scope[name]} onChange={set(name, 'replace')} />
      ))}
      {CHOSEN.map(({ name, any, options }) => (
        <select
          key={name}
          class="button"
          aria-label={any}
          value={scope[name]}
          onChange={({ currentTarget }) => set(name)(currentTarget.value)}
        >
          <option value="">{any}</option>
          {Object.entries(options).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      ))}
    </div>
  );
}

function SortChoice({ scope, onChange }: FilterProps): JSX.Element {
  const { sort, order } = wantedSort(scope);
  const isDown = order === 'desc';
  return (
    <span class="sort-choice">
      <select
        class="button"
        aria-label="Sorted by"
        value={sort}
        onChange={({ currentTarget }) => onChange({ ...scope, sort: currentTarget.value })}
      >
        {SORTS.map(({ sort: value, words }) => (
          <option key={value} value={value}>
            by {words}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="button icon-button"
        aria-label={isDown ? 'The other way round' : 'The usual way round'}
        title={isDown ? 'The other way round' : 'The usual way round'}
        aria-pressed={!isDown}
        onClick={() => onChange({ ...scope, sort: isDown ? `${sort}.asc` : sort })}
      >
        <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
          <path d="M7 4v13l-3-3M7 17l3-3M17 20V7l-3 3M17 7l3 3" fill="none" stroke="currentColor" stroke-width="2" />
        </svg>
      </button>
    </span>
  );
}
