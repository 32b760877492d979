/** Names that many files have: the folder says which one is meant. */
const GENERIC = new Set(
  'index main mod page route layout handler handlers routes views models model tasks utils util helpers service services controller controllers repository resolver schema client api types __init__ __main__'.split(
    ' ',
  ),
);
/** Folders where the code of an application begins. */
const ROOTS = new Set(
  'app apps src source dist lib libs build out output bin server backend current release releases bundle compiled esm cjs code workspace workspaces task .next .output .build assets static chunks .'.split(
    ' ',
  ),
);
/** Folders with a folder of an application in them; `home` and `Users` have one of a person between. */
const PARENTS = new Map([
  ...['srv', 'opt', 'www', 'html', 'data', 'mnt', 'deploy', 'tmp'].map((name) => [name, 1] as const),
  ['home', 2],
  ['Users', 2],
]);
const ENDING =
  /(?:\.(?:min|bundle|chunk|prod|umd|esm))?\.(?:[cm]?[jt]sx?|vue|svelte|py|pyc|java|kt|scala|groovy|go|cs|php|rb|rs)$/;
/** Parts of a file name that a build adds. */
const HASH = /^(?=.*\d)[0-9a-f]{5,}$|^[0-9a-f]{8,}$|^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9]{8,}$|^\d+$/;
const LONGEST = 200;

/**
 * The name of a source file as it stays over deployments: `/srv/release-17/dist/orders.service.js` and `file:///app/src/orders.service.ts`
 * are `orders.service`; `main.8f3a91c2.js` is `main`.
 *
 * @param place path or URL without line and column
 */
export function sourceFile(place: string): string {
  const query = place.indexOf('?');
  const path = (query < 0 ? place : place.slice(0, query)).slice(-LONGEST);
  let from = path.length;
  while (from > 0 && !isSlash(path.charCodeAt(from - 1))) from -= 1;
  const stem = withoutHash(path.slice(from).replace(ENDING, ''));
  if (!GENERIC.has(stem) || from === 0) return stem;
  const folder = folderInSource(path.slice(0, from - 1));
  return folder === '' ? stem : `${folder}/${stem}`;
}

function isSlash(code: number): boolean {
  return code === 47 || code === 92;
}

function withoutHash(stem: string): string {
  if (!/\d|[0-9a-f]{8}/.test(stem)) return stem;
  const parts = stem.split(/([._-])/);
  let kept = '';
  for (let at = 0; at < parts.length; at += 2) {
    const part = parts[at] as string;
    if (HASH.test(part)) continue;
    kept += (kept === '' ? '' : (parts[at - 1] as string)) + part;
  }
  return kept;
}

/** @returns the last folder of a path when it lies in the source of an application; empty when it is where the application is installed */
function folderInSource(path: string): string {
  const parts = path.split(/[/\\]/);
  let root = -1;
  for (const [at, part] of parts.entries()) {
    const below = PARENTS.get(part);
    if (below !== undefined && at <= 2) root = Math.max(root, at + below);
    else if (ROOTS.has(part) || (/\d/.test(part) && part.length > 3)) root = Math.max(root, at);
  }
  const last = parts.length - 1;
  return root >= 0 && last > root ? (parts[last] as string).replace(/^[[(@]|[\])]$/g, '') : '';
}
