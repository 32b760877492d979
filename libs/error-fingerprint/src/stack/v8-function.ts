/** What compilers and bundlers add to a stack. */
const ADDED = new Set(
  '__awaiter __generator __async fulfilled rejected asyncGeneratorStep _next _throw adopt tryCatch __webpack_require__ __webpack_exec__ __esm __init __require __commonJS __commonJSMin _asyncToGenerator'.split(
    ' ',
  ),
);
/** Receivers that depend on how a function is called and on the version of Node. */
const RECEIVERS =
  /^(?:(?:Object|Function|Module|exports|module\.exports|Proxy|global|globalThis|Window|undefined|null|process|[A-Z]\w*Wrap|Immediate|Timeout|Timer|Socket|Server|EventEmitter)\.)+/;
/** Names that V8 makes up for a function without one. */
const MADE_UP = /(?:^|\.)(?:eval|callback)$/;
const LONGEST = 150;
/** A minified bundle has everything in few lines. */
const MINIFIED_COLUMN = 300;

/**
 * The name of a function as V8 prints it, without what changes from build to build. Empty when anonymous or minified.
 *
 * @param column of the call: names of two letters are minified ones when it is far to the right
 * @returns undefined for a function that a compiler added
 */
export function v8Function(printed: string, column: number): string | undefined {
  let name = printed.startsWith('async ') ? printed.slice(6) : printed;
  const alias = name.indexOf(' [as ');
  if (alias >= 0) name = name.slice(0, alias);
  name = name.slice(0, LONGEST);
  if (name.includes('.')) name = name.replace(RECEIVERS, '');
  if (ADDED.has(name)) return undefined;
  // Node prints `Class.#method` or `#method`, by its version.
  const hash = name.lastIndexOf('#');
  if (hash > 0) name = name.slice(hash);
  if (name.endsWith('eval') || name.endsWith('callback')) name = name.replace(MADE_UP, '');
  if (name.includes('<')) name = name.replace(/\.?<(?:anonymous|computed)>/g, '');
  const isNew = name.startsWith('new ');
  if (isNew) name = name.slice(4);
  if (isMinified(name, column)) return '';
  // Bundlers number functions of one name: `handler$1`, `_Orders`.
  if (name.includes('$')) name = name.replace(/\$\d+$/, '');
  if (name.startsWith('_')) name = name.replace(/^_(?=[A-Z])/, '');
  return isNew ? `new ${name}` : name;
}

function isMinified(name: string, column: number): boolean {
  let longest = 0;
  for (let from = 0; from <= name.length;) {
    const dot = name.indexOf('.', from);
    const end = dot < 0 ? name.length : dot;
    longest = Math.max(longest, end - from);
    from = end + 1;
  }
  return longest <= 1 || (longest <= 2 && column >= MINIFIED_COLUMN);
}
