import { clfFormat } from './clf-format.js';
import { readQuotedField, readReferrerAndAgent } from './clf-tail.js';

/** `main` of nginx's packages and images: `combined` with `"$http_x_forwarded_for"`. */
export const nginxMain = clfFormat('main', (line, from, draft) => {
  const agentEnd = readReferrerAndAgent(line, from, draft);
  const field = agentEnd === -1 ? undefined : readQuotedField(line, agentEnd);
  if (field === undefined) return -1;
  draft.forwardedFor = field.value;
  return field.end;
});
