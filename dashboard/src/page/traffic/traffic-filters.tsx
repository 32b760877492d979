import type { JSX } from 'preact';
import { askAccessExport } from '../../api/access-question.js';
import { addressOf } from '../../api/fetch-answer.js';
import { type FilterName, type Scope, hasFilters, withoutFilters } from '../../navigation/scope.js';
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

/** All that the page can be narrowed to, and what its chip calls it. */
export const TRAFFIC_FILTERS = [
  { name: 'search', chip: 'text' },
  { name: 'status', chip: 'status' },
  { name: 'host', chip: 'host' },
  { name: 'project', chip: 'project' },
  { name: 'route', chip: 'route' },
  { name: 'path', chip: 'path' },
  { name: 'method', chip: 'method' },
  { name: 'client', chip: 'client' },
  { name: 'source', chip: 'source' },
  { name: 'level', chip: 'error log level' },
  { name: 'class', chip: 'error log about' },
  { name: 'reason', chip: 'unparsed because' },
] as const satisfies readonly { name: FilterName; chip: string }[];

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
        {TRAFFIC_FILTERS.map(({ name, chip }) => (
          <FilterChip key={name} label={chip} value={scope[name]} onRemove={() => set(name)('')} />
        ))}
        {hasFilters(scope) && (
          <button type="button" class="button" onClick={() => onChange(withoutFilters(scope))}>
            Clear filters
          </button>
        )}
        <ExportLinks scope={scope} />
      </div>
    </section>
  );
}

/** Every request that the figures count, as a file. */
function ExportLinks({ scope }: { scope: Scope }): JSX.Element {
  return (
    <span class="export" role="group" aria-label="Export the requests that fit">
      <span class="quiet" aria-hidden="true">
        Export
      </span>
      {(['csv', 'ndjson'] as const).map((format) => (
        <a
          key={format}
          class="button"
          href={addressOf(askAccessExport(scope, format))}
          download={`requests.${format}`}
          title="Every request that fits the range and the filters"
        >
          {format.toUpperCase()}
        </a>
      ))}
    </span>
  );
}
