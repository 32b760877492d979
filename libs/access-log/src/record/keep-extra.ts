import { type AccessDraft } from './access-draft.js';
import { type LineContext } from './log-format.js';

const MAX_EXTRA = 4_096;

/** Keeps what follows the last field of a format. */
export function keepExtra(line: string, from: number, draft: AccessDraft, context: LineContext): void {
  const extra = line.slice(from, from + MAX_EXTRA).trim();
  if (extra === '') return;
  draft.flag('extra_fields');
  draft.setAttribute('extra', extra, context.settings.maxAttributes);
}
