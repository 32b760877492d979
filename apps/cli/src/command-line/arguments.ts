import { parseArgs } from 'node:util';

const COMMAND_NAMES = [
  'errors',
  'search',
  'tail',
  'stats',
  'services',
  'ledger',
  'groups',
  'alerts',
  'causes',
] as const;
const ALERT_QUESTIONS = ['states', 'rules', 'history', 'why'] as const;
type AlertQuestion = (typeof ALERT_QUESTIONS)[number];
type CommandName = (typeof COMMAND_NAMES)[number];

export interface Arguments {
  command: CommandName;
  /** Of the command alerts. */
  question: AlertQuestion;
  /** Of the commands groups and causes: the id of one, or what else is asked. */
  subject: string | undefined;
  url: URL;
  token: string | undefined;
  /** Parameters of the API, as it names them. */
  parameters: Record<string, string>;
  follow: boolean;
  json: boolean;
}

/** The command line is wrong; the message says what about it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const OPTIONS = {
  since: { type: 'string', short: 's' },
  until: { type: 'string' },
  service: { type: 'string' },
  level: { type: 'string' },
  host: { type: 'string' },
  logger: { type: 'string' },
  search: { type: 'string' },
  request: { type: 'string' },
  user: { type: 'string' },
  trace: { type: 'string' },
  attribute: { type: 'string', multiple: true },
  rule: { type: 'string' },
  key: { type: 'string' },
  at: { type: 'string' },
  route: { type: 'string' },
  path: { type: 'string' },
  status: { type: 'string' },
  method: { type: 'string' },
  client: { type: 'string' },
  source: { type: 'string' },
  server: { type: 'string' },
  cluster: { type: 'string' },
  project: { type: 'string' },
  state: { type: 'string' },
  assignee: { type: 'string' },
  version: { type: 'string' },
  sort: { type: 'string' },
  limit: { type: 'string', short: 'n' },
  follow: { type: 'boolean', short: 'f' },
  output: { type: 'string', short: 'o' },
  url: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const TIMES = ['since', 'until'];
const MOMENTS = [...TIMES, 'at'];
const FILTERS = ['service', 'level', 'search', 'request', 'user', 'trace'];
const REQUESTS = ['route', 'path', 'status', 'method', 'client', 'source', 'server', 'cluster', 'project', 'host'];
const RECORDS = [...FILTERS, ...TIMES, 'limit', 'follow'];

/** Options that a command takes besides --output, --url and --help. */
const TAKES: Readonly<Record<CommandName, readonly string[]>> = {
  errors: RECORDS,
  search: [...RECORDS, 'host', 'logger', 'attribute'],
  tail: [...FILTERS, 'host', 'logger', 'attribute'],
  stats: [...TIMES, 'service'],
  services: [...TIMES, 'service'],
  ledger: ['service', 'limit'],
  groups: [...TIMES, 'service', 'search', 'state', 'assignee', 'version', 'sort', 'limit'],
  alerts: [],
  causes: [...TIMES, ...REQUESTS, 'search', 'request'],
};

const GROUPS_TAKE: Readonly<Record<string, readonly string[]>> = {
  rules: [],
  compare: [...TIMES, 'service', 'version', 'limit'],
};

const ALERTS_TAKE: Readonly<Record<AlertQuestion, readonly string[]>> = {
  states: [],
  rules: [],
  history: [...TIMES, 'rule', 'key', 'limit'],
  why: ['at', 'key'],
};

/** Names that the API has for our options. */
const PARAMETER: Readonly<Record<string, string>> = {
  since: 'from',
  until: 'to',
  rule: 'ruleId',
  request: 'requestId',
  user: 'userId',
  trace: 'traceId',
};

/**
 * Reads a command line.
 *
 * @throws UsageError
 */
export function parseArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments | { command: 'help' } {
  const { values, positionals } = parse(argv);
  if (values.help || positionals[0] === 'help') return { command: 'help' };
  const command = COMMAND_NAMES.find((name) => name === positionals[0]);
  if (!command)
    throw new UsageError(positionals[0] ? `There is no command ${positionals[0]}.` : 'A command is needed.');
  const subject = command === 'groups' || command === 'causes' ? positionals[1] : undefined;
  const rest = positionals.slice(subject === undefined ? 1 : 2);
  const { question, rule } = command === 'alerts' ? alertQuestion(rest) : noQuestion(rest);
  const takes = takesOf(command, question, subject);
  for (const name of Object.keys(values)) {
    if (!['output', 'url', 'help', ...takes].includes(name)) throw new UsageError(`${command} has no --${name}.`);
  }
  if (values.output !== undefined && values.output !== 'json' && values.output !== 'text') {
    throw new UsageError('--output is json or text.');
  }
  return {
    command,
    question,
    subject,
    url: addressOf(values.url ?? environment['LOG_MONITOR_URL'] ?? 'http://127.0.0.1:5004'),
    token: environment['LOG_MONITOR_TOKEN'] || undefined,
    parameters: { ...parametersOf(values), ...(rule !== undefined && { ruleId: rule }) },
    follow: command === 'tail' || values.follow === true,
    json: values.output === 'json',
  };
}

function takesOf(command: CommandName, question: AlertQuestion, subject: string | undefined): readonly string[] {
  if (command === 'alerts') return ALERTS_TAKE[question];
  if (subject === undefined) return TAKES[command];
  return command === 'groups' ? (GROUPS_TAKE[subject] ?? TIMES) : [];
}

function noQuestion([first]: readonly string[]): { question: AlertQuestion; rule: undefined } {
  if (first === undefined) return { question: 'states', rule: undefined };
  throw new UsageError(`${first} is too much; a text to look for goes after --search.`);
}

/** What follows `alerts`. */
function alertQuestion([name = 'states', rule, ...rest]: readonly string[]): {
  question: AlertQuestion;
  rule: string | undefined;
} {
  const question = ALERT_QUESTIONS.find((one) => one === name);
  if (question === undefined) throw new UsageError(`alerts has no ${name}: it has rules, history and why.`);
  if (question === 'why' && rule === undefined)
    throw new UsageError('alerts why needs the id of a rule; alerts rules lists them.');
  const tooMuch = question === 'why' ? rest[0] : rule;
  if (tooMuch !== undefined) throw new UsageError(`${tooMuch} is too much.`);
  return { question, rule };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

export function addressOf(text: string): URL {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (!address || !/^https?:$/.test(address.protocol))
    throw new UsageError(`${text} is no address such as http://127.0.0.1:5004.`);
  if (!address.pathname.endsWith('/')) address.pathname += '/';
  return address;
}

function parametersOf(
  values: Readonly<Record<string, string | boolean | string[] | undefined>>,
): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string' || name === 'output' || name === 'url') continue;
    parameters[PARAMETER[name] ?? name] = MOMENTS.includes(name) ? timeOf(value) : value;
  }
  for (const pair of Array.isArray(values['attribute']) ? values['attribute'] : []) {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError('--attribute is a name and a value: --attribute orderId=17.');
    parameters[`attributes.${pair.slice(0, at)}`] = pair.slice(at + 1);
  }
  return parameters;
}

/** `15m` means 15 minutes ago, `03:12` today; everything else the monitor reads itself. */
export function timeOf(text: string): string {
  if (/^\d{2}:\d{2}$/.test(text)) return `${new Date().toISOString().slice(0, 10)}T${text}:00Z`;
  return /^\d+[smhdw]$/.test(text) ? `now-${text}` : text;
}
