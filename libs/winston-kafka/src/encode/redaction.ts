/** Keys whose values never leave the process, written without case, `-` and `_`. */
const SECRET_KEYS: ReadonlySet<string> = new Set([
  'pwd',
  'pass',
  'auth',
  'credentials',
  'jwt',
  'accesskey',
  'secretkey',
  'sessionid',
  'connectionstring',
  'databaseurl',
  'cardnumber',
  'creditcard',
  'cvv',
  'cvc',
  'xauth',
]);

/** A key that ends so is secret too: `dbPassword`, `x-api-key`, `refresh_token`, `set-cookie`. */
const SECRET_ENDINGS = [
  'password',
  'passwd',
  'passphrase',
  'secret',
  'token',
  'apikey',
  'authorization',
  'cookie',
  'privatekey',
  'accesskeyid',
];

/** A step in the tree of configured paths. */
export interface PathNode {
  end: boolean;
  readonly steps: Map<string, PathNode>;
}

/** Decides by name what is hidden: by key at any depth, by path from the log call's fields. Pure. */
export class Redaction {
  readonly #ownKeys: ReadonlySet<string>;
  /** Root of the configured paths, undefined when there are none: then nobody follows paths at all. */
  readonly paths: PathNode | undefined;

  constructor(keys: readonly string[], paths: readonly string[]) {
    this.#ownKeys = new Set(keys.map(normaliseKey));
    this.paths = paths.length === 0 ? undefined : buildPaths(paths);
  }

  hidesKey(key: string): boolean {
    const name = normaliseKey(key);
    return SECRET_KEYS.has(name) || this.#ownKeys.has(name) || SECRET_ENDINGS.some((ending) => name.endsWith(ending));
  }
}

/** The node below `at` for a key: its own step, else the `*` step. */
export function stepInto(at: PathNode | undefined, key: string): PathNode | undefined {
  return at === undefined ? undefined : (at.steps.get(key) ?? at.steps.get('*'));
}

function normaliseKey(key: string): string {
  return key.toLowerCase().replace(/[-_. ]/g, '');
}

function buildPaths(paths: readonly string[]): PathNode {
  const root: PathNode = { end: false, steps: new Map() };
  for (const path of paths) {
    let node = root;
    for (const step of path.split('.')) {
      let next = node.steps.get(step);
      if (next === undefined) {
        next = { end: false, steps: new Map() };
        node.steps.set(step, next);
      }
      node = next;
    }
    node.end = true;
  }
  return root;
}
