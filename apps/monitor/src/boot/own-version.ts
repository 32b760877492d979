import { readFileSync } from 'node:fs';

/** Version in the monitor's package.json, which is next to the built code's folder. */
export function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
