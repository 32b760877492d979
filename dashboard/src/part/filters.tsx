import type { ComponentChildren, JSX } from 'preact';
import {
  type FilterName,
  type Level,
  type Scope,
  attributeOf,
  hasFilters,
  toggleLevel,
  withoutFilters,
} from '../navigation/scope.js';
import { FilterChip } from './filter-chip.js';
import { SearchField } from './search-field.js';
import { ServiceChoice } from './service-choice.js';

/** What a filter is called: as a field, and as a chip where it has no field and a link has set it. */
const LABELS = {
  host: { field: 'Host', chip: 'host' },
  logger: { field: 'Logger', chip: 'logger' },
  requestId: { field: 'Request id', chip: 'request' },
  userId: { field: 'User id', chip: 'user' },
  traceId: { field: 'Trace id', chip: 'trace' },
  attribute: { field: 'Attribute name=value', chip: 'attribute' },
  group: { field: 'Problem', chip: 'problem' },
} as const;

type TextFilter = keyof typeof LABELS;

/** A page's filters: text, levels, service, further fields, and what a link has narrowed it to. */
export function Filters({
  scope,
  levels,
  services = [],
  fields = [],
  onChange,
  children,
}: {
  scope: Scope;
  levels: readonly Level[];
  services?: readonly { name: string }[] | undefined;
  /** Filters that one can type. */
  fields?: readonly TextFilter[];
  onChange: (scope: Scope, how?: 'push' | 'replace') => void;
  children?: ComponentChildren;
}): JSX.Element {
  const set = (name: FilterName, how?: 'replace') => (value: string) => onChange({ ...scope, [name]: value }, how);
  const names = Object.keys(LABELS) as TextFilter[];
  return (
    <div class="filters" role="search">
      <SearchField label="Text in message or error" hasSlash value={scope.search} onChange={set('search', 'replace')} />
      <div class="choice level-toggles" role="group" aria-label="Levels">
        {levels.map((level) => (
          <button
            key={level}
            type="button"
            aria-pressed={scope.level.split(',').includes(level)}
            onClick={() => set('level')(toggleLevel(scope.level, level))}
          >
            {level[0] + level.slice(1).toLowerCase()}
          </button>
        ))}
      </div>
      <ServiceChoice
        service={scope.service}
        names={services.map(({ name }) => name).sort()}
        onChoose={set('service')}
      />
      {fields.map((name) => (
        <SearchField key={name} label={LABELS[name].field} value={scope[name]} onChange={set(name, 'replace')} />
      ))}
      {scope.attribute !== '' && attributeOf(scope) === undefined && (
        <span class="quiet" role="status">
          An attribute is written name=value.
        </span>
      )}
      {names
        .filter((name) => !fields.includes(name))
        .map((name) => (
          <FilterChip key={name} label={LABELS[name].chip} value={scope[name]} onRemove={() => set(name)('')} />
        ))}
      {hasFilters(scope) && (
        <button type="button" class="button" onClick={() => onChange(withoutFilters(scope))}>
          Clear filters
        </button>
      )}
      {children}
    </div>
  );
}
