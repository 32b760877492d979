// Writes docs/configuration.md from the schema of the monitor's variables; with --check it only compares.
import { readFile, writeFile } from 'node:fs/promises';
import { VARIABLES } from '../dist/configuration/configuration-schema.js';

const file = new URL('../../../docs/configuration.md', import.meta.url);

const rows = Object.entries(VARIABLES).map(([name, rule]) => {
  const fallback = rule.fallback === undefined ? '' : `\`${rule.fallback}\``;
  const secret = rule.secret ? ` A secret: \`${name}_FILE\` may name a file that holds it.` : '';
  return `| \`${name}\` | ${fallback} | ${rule.about}.${secret} |`;
});

const text = `# Variables of the monitor

<!-- Generated from apps/monitor/src/configuration/configuration-schema.ts by \`npm run generate -w apps/monitor\`. -->

All of them are validated when the monitor starts; a wrong one stops it and is named. An empty value counts as not set. A \`.env\` file in the
working directory is read; a variable of the process wins over it. The transport's options and variables stand in
[its own README](../libs/winston-kafka/README.md).

| variable | default | meaning |
| --- | --- | --- |
${rows.join('\n')}
`;

if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error('docs/configuration.md is stale: run npm run generate -w apps/monitor');
    process.exit(1);
  }
} else {
  await writeFile(file, text);
}
