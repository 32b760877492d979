import type { JSX } from 'preact';
import type { GroupAnswer } from '@log-monitor/monitor-api';
import { DataTable } from '../../part/data-table.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { VisibleText } from '../../part/visible-text.js';
import { countText, rateText } from '../../text/number-text.js';

type Share = GroupAnswer['byService'][number];

/** Where a problem comes from, the most frequent first. */
export function ShareSection({
  title,
  shares,
  addressOf,
}: {
  title: string;
  shares: readonly Share[];
  /** Of the errors of one of them. */
  addressOf?: (name: string) => string;
}): JSX.Element | null {
  if (shares.length === 0) return null;
  const total = shares.reduce((sum, { count }) => sum + count, 0);
  const name = (share: Share): JSX.Element => {
    const words = <VisibleText text={share.name === '' ? 'not said' : share.name} limit={120} />;
    return addressOf && share.name !== '' ? <a href={addressOf(share.name)}>{words}</a> : words;
  };
  return (
    <section class="detail-section" aria-label={title}>
      <h3>{title}</h3>
      <DataTable
        label={title}
        rows={shares}
        keyOf={(share) => share.name}
        columns={[
          { head: title.slice(0, -1), cell: name },
          { head: 'Errors', isNumber: true, cell: ({ count }) => countText(count) },
          { head: 'Share', isNumber: true, cell: ({ count }) => rateText(total === 0 ? 0 : count / total) },
          { head: 'First seen', cell: ({ firstSeen }) => <TimeStamp time={firstSeen} /> },
          { head: 'Last seen', cell: ({ lastSeen }) => <TimeStamp time={lastSeen} /> },
        ]}
      />
    </section>
  );
}
