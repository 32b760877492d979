/** What rotation puts after a name: `.1`, `-20261127`, `.2.gz`, `.old`. */
const AFTER = /^[.\-_~][\w.\-~]*$/;
/** What it puts before the ending: `access-20261127.log`; but `site10.log` is none of `site1.log`. */
const BETWEEN = /^[.\-_]\d[\d.\-_]*$/;
const COMPRESSED = /\.gz$/;

/**
 * Whether rotation may have given a file this name: logrotate's numbers and dates, with and without compression, and
 * dates before the ending.
 *
 * @param name and @param base names without folders
 */
export function isRotatedName(base: string, name: string): boolean {
  if (name === base) return false;
  if (name.startsWith(base)) return AFTER.test(name.slice(base.length));
  const dot = base.lastIndexOf('.');
  if (dot <= 0) return false;
  const plain = name.replace(COMPRESSED, '');
  const [stem, ending] = [base.slice(0, dot), base.slice(dot)];
  if (!plain.startsWith(stem) || !plain.endsWith(ending) || plain.length <= base.length) return false;
  return BETWEEN.test(plain.slice(stem.length, plain.length - ending.length));
}

/** The names from which rotation may have made this one. */
export function basesOf(name: string): string[] {
  const plain = name.replace(COMPRESSED, '');
  const bases = Array.from({ length: name.length - 1 }, (_, index) => name.slice(0, index + 1));
  for (let dot = plain.indexOf('.', 1); dot !== -1; dot = plain.indexOf('.', dot + 1)) {
    for (let end = 1; end < dot; end++) bases.push(plain.slice(0, end) + plain.slice(dot));
  }
  return bases.filter((base) => isRotatedName(base, name));
}
