/** Says why errors are one problem. */
export function groupedBy(bases: readonly { summary: string }[]): string {
  const [first] = bases;
  if (first === undefined) return 'Nothing is grouped here any more.';
  if (bases.length === 1) return `Grouped by ${first.summary}.`;
  return `${bases.length} kinds of errors were merged; the one with the most errors is grouped by ${first.summary}.`;
}
