import type { LogFormat } from '../record/log-format.js';
import { applicationFormat } from './application-format.js';

/** uvicorn (`127.0.0.1:35544 - "GET / HTTP/1.1" 200 OK`) and granian, which adds milliseconds. Neither says the size. */
const uvicorn = applicationFormat({
  name: 'uvicorn',
  patterns: [/^(?<peer>\S+) - "(?<request>[^"]*)" (?<status>\d{3})(?: (?<span>\d+\.\d+)| [A-Z][\w '-]*)?$/],
});

const django = applicationFormat({
  name: 'django',
  patterns: [/^\[(?<clfTime>\d\d\/\w{3}\/\d{4} \d\d:\d\d:\d\d)\] "(?<request>[^"]*)" (?<status>\d{3}) (?<size>\d+|-)$/],
});

const tornado = applicationFormat({
  name: 'tornado',
  patterns: [
    /^\[[A-Z] (?<tornadoTime>\d{6} \d\d:\d\d:\d\d) \S+\] (?<status>\d{3}) (?<method>[A-Z]+) (?<target>\S+) \((?<peer>[^)\s]*)\) (?<span>[\d.]+ms)$/,
  ],
});

/** Sanic, today's format and the one before 23.3. */
const sanic = applicationFormat({
  name: 'sanic',
  patterns: [
    /^\S+ *\|?(?<isoTime>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}) INFO: (?<peer>\S+) (?<method>[A-Z]+) (?<target>\S+) (?<status>\d{3}) (?<size>\d+|-) *(?<span>[\d.]+ms)?$/,
    /^\[(?<isoTime>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4})\] - \(sanic\.access\)\[INFO\]\[(?<peer>[^\]\s]+)\]: (?<method>[A-Z]+) (?<target>\S+) +(?<status>\d{3}) (?<size>\d+|-)$/,
  ],
  between: /^\S+ +\|?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4} [A-Z]+: /,
});

const uwsgi = applicationFormat({
  name: 'uwsgi',
  patterns: [
    /^\[pid: \d+\|app: \S+\|req: \S+\] (?<peer>\S+) \((?<user>[^)]*)\) \{[^}]*\} \[(?<cTime>\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})\] (?<method>[A-Z]*) (?<target>\S*) => generated (?<size>\d+) bytes in (?<span>\d+ (?:msecs|micros)) (?:via \S+ )?\((?<protocol>\S*) (?<status>\d{3})\)(?: .*)?$/,
  ],
});

export const PYTHON_FORMATS: readonly LogFormat[] = [uvicorn, django, tornado, sanic, uwsgi];
