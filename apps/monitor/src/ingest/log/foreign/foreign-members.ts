import { type JsonValue } from '@log-monitor/log-record';

const GROUPS = ['attributes', 'Attributes'];
/** OpenTelemetry keeps what describes the producer apart from the record. */
const PRODUCER_GROUPS = ['Resource', 'resource'];

/**
 * The members of a foreign record, each taken at most once: what nobody took becomes an attribute. A dotted name is also
 * looked for as nested objects (`service.name` in `{ service: { name } }`) and in OpenTelemetry's groups.
 */
export class ForeignMembers {
  readonly #taken = new Set<string>();

  constructor(private readonly members: Readonly<Record<string, JsonValue>>) {}

  /** The first of these names that is there and not null; it is taken. */
  take(names: readonly string[]): JsonValue | undefined {
    for (const name of names) {
      const value = this.#find(name);
      if (value !== undefined && value !== null) return value;
    }
    return undefined;
  }

  /** Like `take`, for text; a number is written out. Empty text counts as absent. */
  takeText(names: readonly string[]): string | null {
    for (const name of names) {
      const value = this.#peek(name);
      if (typeof value !== 'string' && typeof value !== 'number') continue;
      this.#find(name);
      if (value !== '') return String(value);
    }
    return null;
  }

  /** Text, or the `name` of an object: ECS and others write `{ service: { name } }`. */
  takeName(names: readonly string[]): string | undefined {
    const text = this.takeText(names);
    if (text !== null) return text;
    for (const name of names) {
      const value = this.#peek(name);
      const inner = isGroup(value) ? value['name'] : undefined;
      if (typeof inner !== 'string' || inner === '') continue;
      this.#taken.add(name);
      return inner;
    }
    return undefined;
  }

  takeInteger(names: readonly string[]): number | null {
    for (const name of names) {
      const value = this.#peek(name);
      if (typeof value !== 'number' || !Number.isInteger(value)) continue;
      this.#find(name);
      return value;
    }
    return null;
  }

  /** What nobody took, and `more`; null when there is nothing. */
  rest(more: Record<string, JsonValue>): Record<string, JsonValue> | null {
    const attributes = Object.create(null) as Record<string, JsonValue>;
    for (const name of Object.keys(this.members)) {
      const value = this.members[name] as JsonValue;
      if (this.#taken.has(name) || value === null || name === 'v') continue;
      if (GROUPS.includes(name) && isGroup(value)) this.#spread(value, name, attributes);
      else attributes[name] = value;
    }
    for (const name of Object.keys(more)) attributes[name] = more[name] as JsonValue;
    return Object.keys(attributes).length === 0 ? null : attributes;
  }

  #spread(group: Record<string, JsonValue>, groupName: string, into: Record<string, JsonValue>): void {
    for (const name of Object.keys(group)) {
      if (!this.#taken.has(`${groupName}/${name}`)) into[name] = group[name] as JsonValue;
    }
  }

  #peek(name: string): JsonValue | undefined {
    if (this.#taken.has(name)) return undefined;
    if (Object.hasOwn(this.members, name)) return this.members[name];
    for (const group of [...GROUPS, ...PRODUCER_GROUPS]) {
      const value = this.members[group];
      if (isGroup(value) && Object.hasOwn(value, name) && !this.#taken.has(`${group}/${name}`)) return value[name];
    }
    return undefined;
  }

  #find(name: string): JsonValue | undefined {
    const value = this.#peek(name);
    if (value === undefined || value === null) return undefined;
    if (Object.hasOwn(this.members, name)) this.#taken.add(name);
    else for (const group of [...GROUPS, ...PRODUCER_GROUPS]) this.#taken.add(`${group}/${name}`);
    return value;
  }
}

function isGroup(value: JsonValue | undefined): value is Record<string, JsonValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
