import type { RawMessage } from '../../../batch/raw-message.js';
import { cleanText } from '../value/sanitise.js';

const HEADERS = ['service', 'service.name', 'service_name', 'service-name', 'x-service-name'];
const MAX_NAME = 200;

/** The service that a message's headers name. */
export function headerService({ headers }: RawMessage): string | undefined {
  for (const name of HEADERS) {
    const value = headers[name];
    const text = readName(Array.isArray(value) ? value[0] : value);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The service that a message's headers or its key name. */
export function serviceOf(raw: RawMessage): string | undefined {
  return headerService(raw) ?? readName(raw.key ?? undefined);
}

/** @returns undefined for what cannot be a name: nothing, too long, bytes that are no text */
function readName(value: Uint8Array | string | undefined): string | undefined {
  const text = typeof value === 'string' ? value : value && Buffer.from(value).toString('utf8');
  if (text === undefined || text === '' || text.length > MAX_NAME) return undefined;
  return /[\u0000-\u001f\ufffd]/.test(text) ? undefined : cleanText(text);
}
