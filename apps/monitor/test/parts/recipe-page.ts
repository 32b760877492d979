import { readFileSync } from 'node:fs';

const PAGE = readFileSync(new URL('../../../../docs/web-servers.md', import.meta.url), 'utf8');

/**
 * A configuration of docs/web-servers.md, as somebody would copy it.
 *
 * @param heading of the section
 * @param language of the block; the first one counts
 */
export function recipe(heading: string, language: string): string {
  const section = PAGE.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  const block = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(section ?? '');
  if (block?.[1] === undefined) throw new Error(`The page has no ${language} under ${heading}.`);
  return block[1];
}

/** The sections and directives of a configuration of fluentd, each with the sections around it: `match/buffer/path`. */
export function fluentdDirectives(text: string): string[] {
  const around: string[] = [];
  const found: string[] = [];
  for (const line of text.split('\n').map((each) => each.trim())) {
    const [, name] = /^<(\w+)[^>]*>$/.exec(line) ?? [];
    if (name !== undefined) around.push(name);
    else if (line.startsWith('</')) around.pop();
    else if (line !== '') found.push([...around, line.split(' ')[0]].join('/'));
  }
  return found;
}
