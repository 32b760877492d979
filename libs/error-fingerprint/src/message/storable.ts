/** Text that PostgreSQL takes: without NUL and halves of characters. Most text is that already, and stays as it is. */
export function storable(text: string): string {
  const without = text.includes('\0') ? text.replaceAll('\0', '') : text;
  return without.isWellFormed() ? without : without.toWellFormed();
}
