// Reads generated messages from the standard input and writes them to the corpus, without the paths and the host of the machine.
// `node collect.mjs java < messages.jsonl`
import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

const [, , ecosystem] = process.argv;
const folder = new URL('../corpus/', import.meta.url);
const hide = (text) =>
  text
    .replaceAll(/(?:file:\/\/)?(?:\/[\w.@-]+)+\/(?=(?:generate|main)\.(?:mjs|py|go|rs))/g, '/srv/app/')
    .replaceAll(`"${hostname()}"`, '"web-1"');
const lines = readFileSync(0, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
  .map(({ name, origin, value }) => JSON.stringify({ name, origin, value: hide(value) }));
writeFileSync(new URL(`${ecosystem}.jsonl`, folder), `${lines.join('\n')}\n`);
