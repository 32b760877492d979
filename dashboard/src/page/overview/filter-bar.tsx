import { type JSX } from 'preact';
import { ERROR_LEVELS, type Scope, hasFilters, withoutFilters } from '../../navigation/scope.js';
import { Choice } from '../../part/choice.js';
import { FilterChip } from '../../part/filter-chip.js';
import { SearchField } from '../../part/search-field.js';
import { ServiceChoice } from '../../part/service-choice.js';

const LEVEL_OPTIONS = [
  { value: '' as const, label: 'All' },
  ...ERROR_LEVELS.map((level) => ({ value: level, label: level[0] + level.slice(1).toLowerCase() })),
];

/** Filters of the list of errors: text, level, service; and what a link has narrowed it to. */
export function FilterBar({
  scope,
  serviceNames,
  onChange,
}: {
  scope: Scope;
  serviceNames: readonly string[];
  onChange: (scope: Scope, how?: 'push' | 'replace') => void;
}): JSX.Element {
  return (
    <div class="filters" role="search">
      <SearchField
        label="Text in message or error"
        hasSlash
        value={scope.search}
        onChange={(search) => onChange({ ...scope, search }, 'replace')}
      />
      <Choice
        label="Level"
        options={LEVEL_OPTIONS}
        value={scope.level}
        onChoose={(level) => onChange({ ...scope, level })}
      />
      <ServiceChoice
        service={scope.service}
        names={serviceNames}
        onChoose={(service) => onChange({ ...scope, service })}
      />
      <FilterChip label="request" value={scope.requestId} onRemove={() => onChange({ ...scope, requestId: '' })} />
      <FilterChip label="user" value={scope.userId} onRemove={() => onChange({ ...scope, userId: '' })} />
      <FilterChip label="trace" value={scope.traceId} onRemove={() => onChange({ ...scope, traceId: '' })} />
      {hasFilters(scope) && (
        <button type="button" class="button" onClick={() => onChange(withoutFilters(scope))}>
          Clear filters
        </button>
      )}
    </div>
  );
}
