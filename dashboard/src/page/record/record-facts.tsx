import type { JSX } from 'preact';
import type { LedgerPosition, StoredRecord } from '@log-monitor/monitor-api';
import { formatRoute } from '../../navigation/route.js';
import { DEFAULT_SCOPE, type RangeId } from '../../navigation/scope.js';
import { Fact, TextFact } from '../../part/fact.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { VisibleText } from '../../part/visible-text.js';
import { countText } from '../../text/number-text.js';
import { parseTime, utcText } from '../../text/time-text.js';

/** Who, where and when; with links to all errors and all records of the same request or user. */
export function RecordFacts({ record, range }: { record: StoredRecord; range: RangeId }): JSX.Element {
  const time = parseTime(record.timestamp);
  const { requestId, userId, traceId } = record;
  return (
    <dl class="facts">
      <Fact name="Time">
        <TimeStamp time={record.timestamp} isFull /> {time !== undefined && <span class="quiet">{utcText(time)}</span>}
      </Fact>
      <TextFact name="To the nanosecond" value={record.timestampNanos} />
      <TextFact name="Time as sent" value={record.timestampAsSent} />
      <TextFact name="Service" value={record.service} />
      <TextFact name="Host" value={record.host} />
      <TextFact name="Logger" value={record.logger} />
      <TextFact name="Version" value={record.version} />
      <TextFact name="Environment" value={record.environment} />
      <TextFact name="Process" value={record.pid} />
      <LinkedFact
        name="Request"
        id={requestId}
        filter="requestId"
        words="Show all with this request id"
        range={range}
      />
      <LinkedFact name="User" id={userId} filter="userId" words="Show all of this user" range={range} />
      <LinkedFact name="Trace" id={traceId} filter="traceId" words="Show all of this trace" range={range} />
      <TextFact name="Span" value={record.spanId} />
    </dl>
  );
}

/** Where the record stands in its process's sequence and in Kafka. */
export function LedgerFacts({
  record,
  ledger,
}: {
  record: StoredRecord;
  ledger: LedgerPosition | undefined;
}): JSX.Element {
  const instance = ledger?.instance;
  return (
    <dl class="facts">
      <TextFact name="Id" value={record.id} />
      <TextFact name="Instance" value={record.instance} />
      <TextFact name="Number" value={record.seq} />
      {instance && (
        <Fact name="Its process">
          {countText(instance.received)} of {countText(instance.highest)} numbers given out are stored
          {instance.ended ? '; the process has ended cleanly' : ''}
        </Fact>
      )}
      {ledger && (
        <Fact name="In Kafka">
          partition {countText(ledger.partition)}, offset {countText(ledger.offset)}
        </Fact>
      )}
      {ledger?.receivedAt && (
        <Fact name="Stored">
          <TimeStamp time={ledger.receivedAt} isFull />
        </Fact>
      )}
    </dl>
  );
}

/** An id with links to all errors and all records that have it too. */
function LinkedFact({
  name,
  id,
  filter,
  words,
  range,
}: {
  name: string;
  id: unknown;
  filter: 'requestId' | 'userId' | 'traceId';
  words: string;
  range: RangeId;
}): JSX.Element | null {
  if (typeof id !== 'string' || id === '') return null;
  const scope = { ...DEFAULT_SCOPE, range, [filter]: id };
  return (
    <Fact name={name}>
      <VisibleText text={id} limit={300} /> <a href={formatRoute({ page: '', scope })}>{words}</a>{' '}
      <a href={formatRoute({ page: 'logs', scope })}>all its logs</a>
    </Fact>
  );
}
