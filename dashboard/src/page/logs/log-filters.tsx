import { type JSX } from 'preact';
import {
  LEVELS,
  type LogScope,
  attributeOf,
  hasLogFilters,
  toggleLevel,
  withoutLogFilters,
} from '../../navigation/log-scope.js';
import { Choice } from '../../part/choice.js';
import { FilterChip } from '../../part/filter-chip.js';
import { SearchField } from '../../part/search-field.js';
import { ServiceChoice } from '../../part/service-choice.js';

const MODES = [
  { value: '', label: 'Search' },
  { value: 'tail', label: 'Live tail' },
] as const satisfies readonly { value: LogScope['follow']; label: string }[];

/** What the Logs page looks for, and whether it goes on with what comes in. */
export function LogFilters({
  scope,
  serviceNames,
  onChange,
  onAgain,
}: {
  scope: LogScope;
  serviceNames: readonly string[];
  onChange: (scope: LogScope, how?: 'push' | 'replace') => void;
  /** Asks the same again. */
  onAgain: () => void;
}): JSX.Element {
  const field = (name: 'host' | 'logger' | 'requestId' | 'attribute', label: string): JSX.Element => (
    <SearchField
      label={label}
      value={scope[name]}
      onChange={(text) => onChange({ ...scope, [name]: text }, 'replace')}
    />
  );
  return (
    <div class="filters log-filters" role="search">
      <SearchField
        label="Text in message or error"
        hasSlash
        value={scope.search}
        onChange={(search) => onChange({ ...scope, search }, 'replace')}
      />
      <LevelToggles levels={scope.levels} onChange={(levels) => onChange({ ...scope, levels })} />
      <ServiceChoice
        service={scope.service}
        names={serviceNames}
        onChoose={(service) => onChange({ ...scope, service })}
      />
      {field('host', 'Host')}
      {field('logger', 'Logger')}
      {field('requestId', 'Request id')}
      {field('attribute', 'Attribute name=value')}
      {scope.attribute !== '' && attributeOf(scope) === undefined && (
        <span class="quiet" role="status">
          An attribute is written name=value.
        </span>
      )}
      <FilterChip label="user" value={scope.userId} onRemove={() => onChange({ ...scope, userId: '' })} />
      <FilterChip label="trace" value={scope.traceId} onRemove={() => onChange({ ...scope, traceId: '' })} />
      {hasLogFilters(scope) && (
        <button type="button" class="button" onClick={() => onChange(withoutLogFilters(scope))}>
          Clear filters
        </button>
      )}
      <Choice label="Mode" options={MODES} value={scope.follow} onChoose={(follow) => onChange({ ...scope, follow })} />
      {scope.follow === '' && (
        <button type="button" class="button" onClick={onAgain}>
          Search again
        </button>
      )}
    </div>
  );
}

/** Any number of levels; none chosen means all. */
function LevelToggles({ levels, onChange }: { levels: string; onChange: (levels: string) => void }): JSX.Element {
  const chosen = levels.split(',');
  return (
    <div class="choice level-toggles" role="group" aria-label="Levels">
      {LEVELS.map((level) => (
        <button
          key={level}
          type="button"
          aria-pressed={chosen.includes(level)}
          onClick={() => onChange(toggleLevel(levels, level))}
        >
          {level[0] + level.slice(1).toLowerCase()}
        </button>
      ))}
    </div>
  );
}
