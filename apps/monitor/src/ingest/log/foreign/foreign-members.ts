import type { JsonValue } from '@log-monitor/log-record';

export type Members = Record<string, JsonValue>;

/** Objects in which loggers put what the caller gave them: what nobody takes from there becomes an attribute without their name. */
const SPREAD_GROUPS = [
  'attributes',
  'Attributes',
  'fields',
  '@fields',
  'metadata',
  'contextMap',
  'mdc',
  'extra',
  'properties',
  'Properties',
  'State',
  'logging.googleapis.com/labels',
];
/** Objects that are searched too but stay as they are. */
const KEPT_GROUPS = ['context', 'payload', 'meta', 'span', 'labels', 'resource', 'Resource', 'dd', 'attrs', 'request'];
/** A caller's own field may be called so: in a group it means nothing to us. */
const AMBIGUOUS_IN_GROUP = new Set(
  'name time text host type version process pid app context log body code status target event id user data stack_info'.split(
    ' ',
  ),
);

export function isObject(value: JsonValue | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The members of a foreign record, each taken at most once: what nobody took becomes an attribute. A dotted name is found flat and
 * as nested objects (`service.name` in `{ service: { name } }`), and in the groups into which loggers put fields.
 */
export class ForeignMembers {
  readonly #root: Members;
  readonly #groups: readonly Members[];

  /** @param root is changed: what is taken is taken out of it */
  constructor(root: Members) {
    this.#root = root;
    this.#groups = [...SPREAD_GROUPS, ...KEPT_GROUPS].map((name) => root[name]).filter(isObject);
  }

  /** What stands under a name, left where it is. */
  peek(path: string): JsonValue | undefined {
    return this.#find(path)?.value;
  }

  /** The first of these names that is there and not null; it is taken. */
  take(paths: readonly string[]): JsonValue | undefined {
    return this.takeAs(paths, (value) => value);
  }

  /** Like `take`, for text; a number is written out. Empty text counts as absent. */
  takeText(paths: readonly string[]): string | null {
    const toText = (value: JsonValue): string | undefined => {
      if (typeof value === 'number') return String(value);
      return typeof value === 'string' && value !== '' ? value : undefined;
    };
    return this.takeAs(paths, toText) ?? null;
  }

  /** Text, or the `name` of an object: ECS and others write `{ service: { name } }`. */
  takeName(paths: readonly string[]): string | undefined {
    for (const path of paths) {
      const name = this.takeText([path]) ?? this.takeText([`${path}.name`]);
      if (name !== null) return name;
    }
    return undefined;
  }

  takeInteger(paths: readonly string[]): number | null {
    const toInteger = (value: JsonValue): number | undefined => {
      const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
      return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
    };
    return this.takeAs(paths, toInteger) ?? null;
  }

  /** What nobody took, and `more`; null when there is nothing. */
  rest(more: Members): Members | null {
    const attributes = Object.create(null) as Members;
    for (const name of Object.keys(this.#root)) {
      const value = this.#root[name] as JsonValue;
      if (value === null || name === 'v') continue;
      if (!SPREAD_GROUPS.includes(name) || !isObject(value)) attributes[name] = value;
      else for (const inner of Object.keys(value)) this.#spread(attributes, name, inner, value[inner] as JsonValue);
    }
    for (const name of Object.keys(more)) attributes[name] = more[name] as JsonValue;
    return Object.keys(attributes).length === 0 ? null : attributes;
  }

  /** A name that is there already keeps its group's before it. */
  #spread(attributes: Members, group: string, name: string, value: JsonValue): void {
    if (value === null) return;
    attributes[name in attributes || Object.hasOwn(this.#root, name) ? `${group}.${name}` : name] = value;
  }

  /** The first of these names whose value can be read so; others stay. */
  takeAs<Value>(paths: readonly string[], read: (value: JsonValue) => Value | undefined): Value | undefined {
    for (const path of paths) {
      const place = this.#find(path);
      const value = place === undefined ? undefined : read(place.value);
      if (place === undefined || value === undefined) continue;
      place.remove();
      return value;
    }
    return undefined;
  }

  #find(path: string): Place | undefined {
    const found = findIn(this.#root, path);
    if (found !== undefined || AMBIGUOUS_IN_GROUP.has(path)) return found;
    for (const group of this.#groups) {
      const place = findIn(group, path);
      if (place !== undefined) return place;
    }
    return undefined;
  }
}

interface Place {
  value: JsonValue;
  remove(): void;
}

/** A null counts as absent. Objects that a removal leaves empty go too. */
function findIn(members: Members, path: string): Place | undefined {
  if (Object.hasOwn(members, path)) {
    const value = members[path] as JsonValue;
    if (value === null) return undefined;
    return { value, remove: () => void delete members[path] };
  }
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const head = path.slice(0, dot);
    const inner = Object.hasOwn(members, head) ? members[head] : undefined;
    const place = isObject(inner) ? findIn(inner, path.slice(dot + 1)) : undefined;
    if (place === undefined) continue;
    const remove = (): void => {
      place.remove();
      if (Object.keys(inner as Members).length === 0) delete members[head];
    };
    return { value: place.value, remove };
  }
  return undefined;
}
