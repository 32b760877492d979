import { type JSX } from 'preact';
import { type ServiceRow, type ServiceStatus } from '../../api/answer.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { VisibleText } from '../../part/visible-text.js';
import { countText, rateText } from '../../text/number-text.js';
import { agoText, parseTime } from '../../text/time-text.js';

const STATUS_MEANING: Record<ServiceStatus, string> = {
  ok: 'no error in the last 5 minutes',
  failing: 'errors in the last 5 minutes',
  silent: 'nothing heard for longer than is usual for it',
};

const STATUS_ORDER: Record<ServiceStatus, number> = { failing: 0, silent: 1, ok: 2 };

/** All services of the range, the ones in trouble first; choosing one narrows the page to it. */
export function ServiceTable({
  rows,
  chosen,
  serverNow,
  onChoose,
}: {
  rows: readonly ServiceRow[];
  chosen: string;
  serverNow: number;
  onChoose: (service: string) => void;
}): JSX.Element {
  return (
    <div class="table-scroll" role="region" aria-label="Services" tabIndex={0}>
      <table class="services">
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Status</th>
            <th scope="col" class="number">
              Records
            </th>
            <th scope="col" class="number">
              Errors
            </th>
            <th scope="col" class="number">
              Rate
            </th>
            <th scope="col" class="number">
              Hosts
            </th>
            <th scope="col" class="number">
              Instances
            </th>
            <th scope="col" class="number">
              Last seen
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted(rows).map((row) => (
            <Row
              key={row.name}
              row={row}
              isChosen={row.name === chosen}
              serverNow={serverNow}
              onChoose={() => onChoose(row.name === chosen ? '' : row.name)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  row,
  isChosen,
  serverNow,
  onChoose,
}: {
  row: ServiceRow;
  isChosen: boolean;
  serverNow: number;
  onChoose: () => void;
}): JSX.Element {
  const lastSeen = parseTime(row.last_seen);
  return (
    <tr data-service={row.name} data-chosen={isChosen}>
      <th scope="row">
        <button type="button" class="service-name" aria-pressed={isChosen} onClick={onChoose}>
          <VisibleText text={row.name} limit={200} />
        </button>
      </th>
      <td>
        <span class={`status status-${row.status}`} title={STATUS_MEANING[row.status]}>
          {row.status}
        </span>
      </td>
      <td class="number">{countText(row.total)}</td>
      <td class={row.errors > 0 ? 'number has-errors' : 'number'}>{countText(row.errors)}</td>
      <td class="number">{rateText(row.error_rate)}</td>
      <td class="number">{countText(row.hosts)}</td>
      <td class="number">{countText(row.instances)}</td>
      <td class="number">
        {lastSeen === undefined ? (
          <TimeStamp time={row.last_seen} />
        ) : (
          <time dateTime={row.last_seen ?? ''} title={new Date(lastSeen).toISOString()}>
            {agoText(lastSeen, serverNow)}
          </time>
        )}
      </td>
    </tr>
  );
}

function sorted(rows: readonly ServiceRow[]): ServiceRow[] {
  return rows.toSorted(
    (a, b) => STATUS_ORDER[a.status] - STATUS_ORDER[b.status] || b.errors - a.errors || (a.name < b.name ? -1 : 1),
  );
}
