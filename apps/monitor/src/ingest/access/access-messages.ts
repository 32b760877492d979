import { ACCESS_KIND, type AccessBatch } from '../../batch/access-batch.js';
import type { MessageKind } from '../kind/message-kind.js';
import { AccessReading } from './access-reading.js';
import { type AccessReadingRules, AccessSources } from './access-sources.js';

/** Lines of web servers and gateways. */
export function accessMessages(rules: AccessReadingRules): MessageKind<AccessBatch> {
  const sources = new AccessSources(rules);
  return {
    kind: ACCESS_KIND,
    read: (messages, range, origin) =>
      new AccessReading(messages, range, origin.slice(0, origin.lastIndexOf('/')), sources).read(),
  };
}
