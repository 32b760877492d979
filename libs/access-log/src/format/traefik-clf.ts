import { readDecimal } from '../text/read-number.js';
import { clfFormat } from './clf-format.js';
import { readQuotedField, readReferrerAndAgent } from './clf-tail.js';

/** Traefik's common log format: `combined` with number of requests, router, server URL and duration (`500 "web@docker" "http://172.17.0.3:80" 0ms`). */
export const traefikClf = clfFormat('traefik', (line, from, draft, { settings }) => {
  const agentEnd = readReferrerAndAgent(line, from, draft);
  if (agentEnd === -1 || line.charCodeAt(agentEnd) !== 32) return -1;
  const countEnd = line.indexOf(' ', agentEnd + 1);
  const router = countEnd === -1 ? undefined : readQuotedField(line, countEnd);
  const server = router === undefined ? undefined : readQuotedField(line, router.end);
  if (router === undefined || server === undefined) return -1;
  const unit = line.indexOf('ms', server.end);
  if (unit === -1 || line.charCodeAt(server.end) !== 32) return -1;
  const duration = readDecimal(line.slice(server.end + 1, unit));
  if (Number.isNaN(duration)) return -1;
  draft.durationMs = duration;
  draft.setAttribute('request_count', line.slice(agentEnd + 1, countEnd), settings.maxAttributes);
  draft.setAttribute('router', router.value, settings.maxAttributes);
  if (server.value !== '-' && server.value !== '') draft.upstreamAddresses = server.value;
  return unit + 2;
});
