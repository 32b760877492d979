import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { GroupAnswer, StoredRecord } from '@log-monitor/monitor-api';
import { errorsAddress } from '../../navigation/problem-place.js';
import type { Scope } from '../../navigation/scope.js';
import { Choice } from '../../part/choice.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { LongText } from '../../part/value-tree.js';
import { VisibleText } from '../../part/visible-text.js';
import { ErrorSection } from '../record/error-section.js';

const SAMPLES = [
  { value: 'last', label: 'Last' },
  { value: 'first', label: 'First' },
  { value: 'rare', label: 'Rare' },
] as const;

/** Errors of a problem as they were logged, with their stacks: the last, the first, and one of the rarest place. */
export function SampleSection({ group, scope }: { group: GroupAnswer; scope: Scope }): JSX.Element {
  const [sample, setSample] = useState<(typeof SAMPLES)[number]['value']>('last');
  const record = group.samples[sample];
  return (
    <section class="detail-section" aria-label="Samples">
      <div class="context-head">
        <h3>Samples</h3>
        <Choice label="Which sample" options={SAMPLES} value={sample} onChoose={setSample} />
      </div>
      {record === null ? (
        <p class="quiet">This record is no longer stored.</p>
      ) : (
        <Sample key={record.id} record={record} address={errorsAddress(scope, { group: group.id }, record.id)} />
      )}
    </section>
  );
}

function Sample({ record, address }: { record: StoredRecord; address: string }): JSX.Element {
  const { timestamp, service, version, host, message } = record;
  return (
    <div data-sample={record.id}>
      <p class="quiet">
        <TimeStamp time={timestamp} isFull /> <VisibleText text={service} limit={120} />
        {version !== undefined && (
          <>
            {' '}
            <VisibleText text={version} limit={60} />
          </>
        )}{' '}
        on <VisibleText text={host} limit={120} /> <a href={address}>the whole record</a>
      </p>
      <p class="error-message">
        <LongText text={message} />
      </p>
      <ErrorSection error={record.error} />
    </div>
  );
}
