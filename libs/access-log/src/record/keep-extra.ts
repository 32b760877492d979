import { readTimeSpan } from '../time/time-span.js';
import { toMs } from '../request/upstream-list.js';
import type { AccessDraft } from './access-draft.js';
import type { LineContext } from './log-format.js';

const MAX_EXTRA = 4_096;

/** nginx's `$request_time` and Rack's duration, in seconds with a fraction; `1.2 ms` with its unit. Whole numbers can be anything. */
const SECONDS = /^\d{1,5}\.\d{1,9}$/;
const SPAN = /^(?:- )?(\d[\d.]{0,20} ?[a-zµμ]{1,12})$/;

/** Keeps what follows the last field of a format. A duration is known by its look; how long it took is what is added most often. */
export function keepExtra(line: string, from: number, draft: AccessDraft, context: LineContext): void {
  const extra = line.slice(from, from + MAX_EXTRA).trim();
  if (extra === '') return;
  if (draft.durationMs === undefined) draft.durationMs = durationOf(extra);
  draft.flag('extra_fields');
  draft.setAttribute('extra', extra, context.settings.maxAttributes);
}

function durationOf(extra: string): number | undefined {
  if (SECONDS.test(extra)) return toMs(Number(extra));
  const span = SPAN.exec(extra)?.[1];
  return span === undefined ? undefined : readTimeSpan(span);
}
