import type { AccessDraft } from '../record/access-draft.js';
import { splitPort } from '../address/address-text.js';
import { clfFormat } from './clf-format.js';
import { readReferrerAndAgent } from './clf-tail.js';

/**
 * Virtual host before the combined fields. Debian's `vhost_combined` has the port too (`%v:%p`), and the size of the whole response (`%O`) where
 * SUSE's has neither.
 */
export const vhostCombined = clfFormat(
  'vhost_combined',
  (line, from, draft) => {
    if (draft.serverPort !== undefined) {
      draft.responseSize = draft.bodySize;
      draft.bodySize = undefined;
    }
    return readReferrerAndAgent(line, from, draft);
  },
  readVirtualHost,
);

/** The common log format with `%v` or `%v:%p` before it. */
export const vhostCommon = clfFormat('vhost_common', (_line, from) => from, readVirtualHost);

/** A virtual host stands before the four words of the head: host, address, identity, user. */
function readVirtualHost(line: string, draft: AccessDraft): number {
  const space = line.indexOf(' ');
  const bracket = line.indexOf(' [');
  if (space <= 0 || bracket === -1 || line.charCodeAt(0) === 34 || line.charCodeAt(space - 1) === 44) return -1;
  const addressEnd = line.indexOf(' ', space + 1);
  const identityEnd = addressEnd === -1 ? -1 : line.indexOf(' ', addressEnd + 1);
  if (identityEnd === -1 || identityEnd >= bracket || line.startsWith('- ', space + 1)) return -1;
  const { address, port } = splitPort(line.slice(0, space));
  draft.serverName = address;
  draft.serverPort = port;
  return space + 1;
}
