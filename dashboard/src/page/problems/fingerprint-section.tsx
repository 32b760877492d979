import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { GroupAnswer } from '@log-monitor/monitor-api';
import { splitGroup } from '../../api/group-question.js';
import { VisibleText } from '../../part/visible-text.js';
import { countText, countedText } from '../../text/number-text.js';
import type { Triage } from './use-triage.js';

type Fingerprint = GroupAnswer['fingerprints'][number];

/** Why these errors are one problem. Where several kinds of errors were merged, some can be split off. */
export function FingerprintSection({ group, triage }: { group: GroupAnswer; triage: Triage }): JSX.Element {
  const { id, groupedBy, fingerprints } = group;
  const [leaving, setLeaving] = useState<readonly string[]>([]);
  const isMerged = fingerprints.length > 1;
  const split = (): void =>
    triage.run(
      {
        questions: [splitGroup(id, leaving)],
        words: `${countedText(leaving.length, 'kind of error', 'kinds of errors')} became a problem of ${leaving.length === 1 ? 'its' : 'their'} own.`,
        undo: [id],
      },
      () => setLeaving([]),
    );
  return (
    <section class="detail-section" aria-label="Why these are one problem">
      <h3>Why these are one problem</h3>
      <p>
        <VisibleText text={groupedBy} limit={500} />
      </p>
      <ul class="fingerprints">
        {fingerprints.map((fingerprint) => (
          <li key={fingerprint.id} data-fingerprint={fingerprint.id}>
            {isMerged ? (
              <label class="check">
                <input
                  type="checkbox"
                  checked={leaving.includes(fingerprint.id)}
                  onChange={() => setLeaving(toggled(leaving, fingerprint.id))}
                />{' '}
                <Kind fingerprint={fingerprint} />
              </label>
            ) : (
              <Parts fingerprint={fingerprint} />
            )}
          </li>
        ))}
      </ul>
      {isMerged && (
        <button
          type="button"
          class="button"
          disabled={triage.isWorking || leaving.length === 0 || leaving.length === fingerprints.length}
          onClick={split}
        >
          {leaving.length === 0 ? 'Split off what is ticked' : `Split ${countText(leaving.length)} off`}
        </button>
      )}
    </section>
  );
}

/** One of several kinds of errors that were merged. */
function Kind({ fingerprint }: { fingerprint: Fingerprint }): JSX.Element {
  const { title, count } = fingerprint;
  return (
    <span>
      <VisibleText text={title} limit={200} /> <span class="quiet">{countedText(count, 'error')}</span>
      <Parts fingerprint={fingerprint} />
    </span>
  );
}

function Parts({ fingerprint: { parts } }: { fingerprint: Fingerprint }): JSX.Element {
  return (
    <ol class="fingerprint-parts">
      {parts.map((part, at) => (
        <li key={at}>
          <code>
            <VisibleText text={part} limit={300} />
          </code>
        </li>
      ))}
    </ol>
  );
}

function toggled(ids: readonly string[], id: string): string[] {
  return ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id];
}
