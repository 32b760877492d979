import { parseInner } from '../value/parse-json.js';
import { unwrapLogEvent } from './cloudwatch.js';
import { type ContainerLine, readContainerLine } from './container-line.js';
import { SERVICE_NAMES, TIME_NAMES } from './field-names.js';
import { ForeignMembers, isObject, type Members } from './foreign-members.js';
import { unwrapLogEntry } from './google-cloud.js';
import { LAYOUTS } from './layouts.js';
import { readTextLine } from './plain-text.js';

/** A wrapper in a wrapper in a wrapper … ends somewhere. */
const MAX_WRAPPERS = 4;

/**
 * The record in a message's object, with names that are known: out of the wrapper of a collector or a cloud, and out of its
 * producer's layout.
 */
export function unfold(members: Members, depth = 0): Members {
  if (depth < MAX_WRAPPERS) {
    const line = readContainerLine(members);
    if (line !== undefined) return unfoldLine(line, members, depth);
    const entry = unwrapLogEntry(members) ?? unwrapLogEvent(members);
    if (entry !== undefined) return around(unfoldText(entry.inner, undefined, depth), entry.around);
  }
  for (const layout of LAYOUTS) {
    const read = layout(members);
    if (read !== undefined) return read;
  }
  return members;
}

/** The record in a line of a container. */
export function unfoldLine({ line, around: wrapper }: ContainerLine, members: Members, depth = 0): Members {
  const stream = wrapper['stream'] ?? wrapper['source'];
  if (line !== undefined)
    return around(unfoldText(line, typeof stream === 'string' ? stream : undefined, depth), wrapper);
  const inner = Object.fromEntries(Object.entries(members).filter(([name]) => !(name in wrapper)));
  return around(unfold(inner, depth + 1), wrapper);
}

/** The record in a text: JSON of any layout, or a line. */
function unfoldText(value: Members | string, stream: string | undefined, depth = 0): Members {
  const parsed = typeof value === 'string' ? parseInner(value) : value;
  // A list or a number where a text should be is shown as it is.
  if (!isObject(parsed as Members))
    return readTextLine(typeof value === 'string' ? value : JSON.stringify(value), stream);
  return unfold(parsed as Members, depth + 1);
}

/** The record with what is said around it: its own service and time are believed first, the host is the node's. */
function around(inner: Members, wrapper: Members): Members {
  const look = new ForeignMembers(inner);
  const says = (paths: readonly string[]): boolean => paths.some((path) => look.peek(path) !== undefined);
  const hasTime = says(TIME_NAMES);
  const hasService = says(SERVICE_NAMES);
  const joined: Members = { ...inner };
  const hidden: Members = {};
  for (const [name, value] of Object.entries(wrapper)) {
    if (TIME_NAMES.includes(name) ? hasTime : name === 'service' ? hasService : name !== 'host' && name in inner) {
      hidden[name] = value;
    } else if (name === 'host' && name in inner) {
      hidden['host'] = inner[name] as Members;
      joined[name] = value;
    } else joined[name] = value;
  }
  return Object.keys(hidden).length === 0 ? joined : { ...joined, wrapper: hidden };
}
