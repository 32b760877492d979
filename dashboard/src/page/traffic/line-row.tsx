import type { ComponentChildren, JSX } from 'preact';
import type { AccessErrorLine, AccessUnparsedLine } from '@log-monitor/monitor-api';
import { TimeStamp } from '../../part/time-stamp.js';
import { LongText } from '../../part/value-tree.js';
import { VisibleText } from '../../part/visible-text.js';

/** A line of a log as it came: when, from where, and what is known of it. */
export function LineRow({
  item: { id, time, source, server, line },
  children,
}: {
  item: AccessErrorLine | AccessUnparsedLine;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <article class="log-line" data-line={id}>
      <p>
        <TimeStamp time={time} /> {children}{' '}
        <span class="quiet log-line-source">
          <VisibleText text={[source, server].filter(Boolean).join(' · ')} limit={120} />
        </span>
      </p>
      <p class="log-line-text">
        <LongText key={id} text={line} />
      </p>
    </article>
  );
}
