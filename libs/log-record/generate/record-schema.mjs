// Writes the record's JSON Schema from the one definition of a record; with --check it only compares.
import { readFile, writeFile } from 'node:fs/promises';
import { recordJsonSchema } from '@log-monitor/log-record/schema';

const file = new URL('../record.schema.json', import.meta.url);
const text = `${JSON.stringify(recordJsonSchema(), null, 2)}\n`;

if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error('libs/log-record/record.schema.json is stale: run npm run generate -w libs/log-record');
    process.exit(1);
  }
} else {
  await writeFile(file, text);
}
