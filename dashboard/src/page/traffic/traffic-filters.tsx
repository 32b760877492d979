import { type JSX } from 'preact';
import { REQUEST_FILTERS } from '../../api/access-question.js';
import { type Scope, hasFilters, withoutFilters } from '../../navigation/scope.js';
import { Choice } from '../../part/choice.js';
import { FilterChip } from '../../part/filter-chip.js';
import { SearchField } from '../../part/search-field.js';

const STATUSES = [
  { value: '', label: 'All' },
  { value: '2xx', label: '2xx' },
  { value: '3xx', label: '3xx' },
  { value: '4xx', label: '4xx' },
  { value: '5xx', label: '5xx' },
  { value: 'errors', label: '≥ 400' },
];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** What the page is narrowed to: text, status and method to choose, all else by a click in a table, each as a chip. */
export function TrafficFilters({
  scope,
  onChange,
}: {
  scope: Scope;
  onChange: (scope: Scope, how?: 'push' | 'replace') => void;
}): JSX.Element {
  const { method } = scope;
  const set = (name: keyof Scope, how?: 'replace') => (value: string) => onChange({ ...scope, [name]: value }, how);
  return (
    <section class="card traffic-filters" aria-label="Filters">
      <div class="filters" role="search">
        <SearchField label="Text in the line" hasSlash value={scope.search} onChange={set('search', 'replace')} />
        <Choice label="Status" options={STATUSES} value={scope.status} onChoose={set('status')} />
        <select
          class="button"
          aria-label="Method"
          value={METHODS.includes(method) ? method : ''}
          onChange={(event) => set('method')(event.currentTarget.value)}
        >
          <option value="">All methods</option>
          {METHODS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        {(['search', 'status', ...REQUEST_FILTERS] as const).map((name) => (
          <FilterChip
            key={name}
            label={name === 'search' ? 'text' : name}
            value={scope[name]}
            onRemove={() => set(name)('')}
          />
        ))}
        {hasFilters(scope) && (
          <button type="button" class="button" onClick={() => onChange(withoutFilters(scope))}>
            Clear filters
          </button>
        )}
      </div>
    </section>
  );
}
