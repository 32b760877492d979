import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../src/checkout/root.js';

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'libs/winston-kafka/README.md', 'apps/demo/README.md'],
  ...readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join('docs', name)),
].map((name) => ({ name, text: readFileSync(path.join(ROOT, name), 'utf8') }));

/** GitHub's anchor of a heading, for headings of letters, digits, spaces and punctuation. */
function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')); // prettier-ignore
}

function findBrokenLinks(name: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path.join(ROOT, name) : path.join(ROOT, path.dirname(name), file);
    if (!existsSync(target)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
  });
}

it.each(pages)('$name links to what is there', ({ name, text }) => {
  expect(findBrokenLinks(name, text)).toEqual([]);
});

it('every decision is in the index', () => {
  const files = readdirSync(path.join(ROOT, 'docs/decisions')).filter((name) => name !== 'README.md');
  const index = readFileSync(path.join(ROOT, 'docs/decisions/README.md'), 'utf8');
  const listed = [...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, file]) => file);
  expect(listed.sort()).toEqual(files.sort());
});

it.each(['docs/architecture.md', 'docs/where-is-what.md', 'CONTRIBUTING.md'])('%s names paths that exist', (name) => {
  const text = pages.find((page) => page.name === name)?.text ?? '';
  const paths = [...text.matchAll(/`([\w-]+(?:\/[\w.-]+)+)`/g)].map(([, found = '']) => found);
  const roots = [ROOT, path.join(ROOT, 'apps/monitor/src')];
  expect(paths.filter((each) => !roots.some((root) => existsSync(path.join(root, each))))).toEqual([]);
});

it('every test that the page of formats names is there', () => {
  const text = pages.find((page) => page.name === 'docs/access-formats.md')?.text ?? '';
  const named = [...text.matchAll(/\]\(\.\.\/([\w/-]+\.test\.ts)\) (`[^`]+`(?:, `[^`]+`)*)/g)];
  const missing = named.flatMap(([, file = '', titles = '']) => {
    const source = readFileSync(path.join(ROOT, file), 'utf8');
    const wanted = [...titles.matchAll(/`([^`]+)`/g)].map(([, title = '']) => title.replaceAll('\\|', '|'));
    return wanted.filter((title) => !source.includes(title)).map((title) => `${file}: ${title}`);
  });
  expect(missing).toEqual([]);
  expect(named.length).toBeGreaterThan(100);
});
