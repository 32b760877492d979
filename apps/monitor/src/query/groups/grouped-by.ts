interface Basis {
  by: string;
  parts: readonly string[];
}

/** Says why errors are one problem. */
export function groupedBy(bases: readonly Basis[]): string {
  const [first] = bases;
  if (first === undefined) return 'Nothing is grouped here any more.';
  const sentence = `Grouped by ${ofOne(first)}.`;
  if (bases.length === 1) return sentence;
  return `${bases.length} kinds of errors were merged; the one with the most errors: ${sentence.toLowerCase()}`;
}

function ofOne({ by, parts }: Basis): string {
  if (parts[0] === '(other)') return 'service alone: it brought more new problems than are kept apart';
  const named = parts.slice(0, 4).map((part) => `“${part.length > 120 ? `${part.slice(0, 119)}…` : part}”`);
  const rest = parts.length > named.length ? ` and ${parts.length - named.length} more` : '';
  return `${by}: ${named.join(', ')}${rest}`;
}
