import type { LogFormat } from '../record/log-format.js';
import { applicationFormat } from './application-format.js';

const REQUEST = '(?<method>[A-Z][A-Z-]{0,31}) (?<target>\\S+)';

/** morgan's predefined formats that are no relatives of the common log format: `short`, `tiny` and `dev`. The last two say neither time nor client. */
const morgan = applicationFormat({
  name: 'morgan',
  patterns: [
    new RegExp(
      `^(?<peer>\\S+) (?<user>\\S+) ${REQUEST} HTTP/(?<version>[\\d.]+) (?<status>\\d{3}|-) (?<size>\\d+|-) - (?<span>[\\d.]+|-) ms$`,
    ),
    new RegExp(`^${REQUEST} (?<status>\\d{3}|-) (?<size>\\d+|-) - (?<span>[\\d.]+|-) ms$`),
    new RegExp(`^${REQUEST} (?<status>\\d{3}|-) (?<span>[\\d.]+|-) ms - (?<size>\\d+|-)$`),
    // express-winston with `expressFormat`.
    new RegExp(`^${REQUEST} (?<status>\\d{3}) (?<span>\\d+ms)$`),
  ],
});

/** koa-logger and Hono's logger: a line when a request comes (`<-- GET /`), a second one with its answer. */
const arrows = applicationFormat({
  name: 'koa',
  patterns: [new RegExp(`^ *(?:-->|xxx|-x-) ${REQUEST} (?<status>\\d{3}) (?<span>\\S+)(?: (?<response_size>\\S+))?$`)],
  between: /^ *<-- [A-Z]/,
});

export const NODE_FORMATS: readonly LogFormat[] = [morgan, arrows];
