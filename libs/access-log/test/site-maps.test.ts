import { describe, expect, it } from 'vitest';
import { RouteTemplates } from '@log-monitor/access-log';

/** Numbers from 0 to 1 that are the same in each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const SYLLABLES = 'an bel cor dan el fin gar hol in jo kel lum mar nor ol per qua ros sol tan ul ver wen yor zim'.split(
  ' ',
);

type Next = () => number;

const digits = (next: Next, length: number): string => Array.from({ length }, () => Math.floor(next() * 10)).join('');
const letters = (next: Next, length: number, among: string): string =>
  Array.from({ length }, () => among[Math.floor(next() * among.length)]).join('');
const hex = (next: Next, length: number): string => letters(next, length, '0123456789abcdef');
const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const word = (next: Next, syllables: number): string =>
  Array.from({ length: syllables }, () => SYLLABLES[Math.floor(next() * SYLLABLES.length)]).join('');

/** A value that comes often when its rank is low, as those of real sites do. */
const rank = (next: Next, count: number): number => Math.floor(count ** next()) - 1;
const stable = (kind: string, at: number): Next =>
  numbers([...`${kind} ${at}`].reduce((sum, char) => Math.imul(sum, 31) + char.charCodeAt(0), 7));

/** What stands for a variable part of a site map, by its name. */
const VALUES: Readonly<Record<string, (next: Next) => string>> = {
  n: (next) => String(1 + Math.floor(next() * 1e6)),
  uuid: (next) => `${hex(next, 8)}-${hex(next, 4)}-4${hex(next, 3)}-a${hex(next, 3)}-${hex(next, 12)}`,
  sha: (next) => hex(next, 40),
  commit: (next) => `${hex(next, 5)}7a`,
  user: (next) => word(stable('user', rank(next, 3000)), 3),
  repo: (next) => `${word(stable('repo', rank(next, 2000)), 2)}-${word(stable('repo2', rank(next, 2000)), 2)}`,
  stripe: (next) => `cus_${letters(next, 14, BASE62)}`,
  slug: (next) => Array.from({ length: 4 }, (_, at) => word(stable(`slug${at}`, rank(next, 4000)), 2)).join('-'),
  product: (next) => `${word(next, 2)}-${word(next, 2)}-${digits(next, 4)}`,
  u: (next) => `u-${1 + Math.floor(next() * 900)}`,
  email: (next) => `${word(next, 2)}@example.com`,
  base64: (next) => `${letters(next, 22, BASE62)}==`,
  date: (next) => `2025-${String(1 + Math.floor(next() * 12)).padStart(2, '0')}-${String(1 + Math.floor(next() * 28)).padStart(2, '0')}`,
  locale: (next) => ['en-US', 'de-DE', 'fr-FR', 'pt-BR', 'ja', 'ko'][Math.floor(next() * 6)] as string,
  namespace: (next) => word(stable('namespace', rank(next, 400)), 2),
  pod: (next) => `${word(stable('pod', rank(next, 50)), 2)}-${hex(next, 8)}5d-${letters(next, 5, 'bcdfghjklmnpqrstvwxz2456789')}`,
  photo: (next) => `${word(next, 2)}_${word(next, 1)}.jpg`,
  img: (next) => `IMG_${digits(next, 4)}.jpg`,
  hash: (next) => hex(next, 6).replace(/^../, '3f'),
  build: (next) => `${letters(next, 8, BASE62)}_${letters(next, 8, BASE62)}-x9Z`,
  doc: (next) => `${word(next, 3)}%20${word(next, 2)}.docx`,
  project: (next) => `${word(stable('group', rank(next, 300)), 2)}%2F${word(stable('project', rank(next, 900)), 2)}`,
  tag: (next) => `v${Math.floor(next() * 9)}.${Math.floor(next() * 20)}.${Math.floor(next() * 20)}`,
}; // prettier-ignore

/** Paths by their weight. `{kind}` is a value; behind `->` stands the template where it is not the same with one name for each value. */
const SITES: Readonly<Record<string, readonly string[]>> = {
  GitHub: ['/user', '/users/{user}', '/users/{user}/repos', '/users/{user}/followers', '/repos/{user}/{repo}', '/repos/{user}/{repo}/issues', '/repos/{user}/{repo}/issues/{n}', '/repos/{user}/{repo}/issues/{n}/comments', '/repos/{user}/{repo}/pulls', '/repos/{user}/{repo}/pulls/{n}/files', '/repos/{user}/{repo}/commits/{sha}', '/repos/{user}/{repo}/releases/latest', '/repos/{user}/{repo}/actions/runs/{n}', '/search/repositories', '/search/code', '/rate_limit', '/orgs/{user}/members', '/gists/{sha}', '/notifications', '/meta'],
  Stripe: ['/v1/customers', '/v1/customers/{stripe}', '/v1/customers/{stripe}/sources', '/v1/charges', '/v1/charges/{stripe}', '/v1/charges/{stripe}/refunds', '/v1/payment_intents', '/v1/payment_intents/{stripe}/confirm', '/v1/payment_intents/{stripe}/capture', '/v1/subscriptions/{stripe}', '/v1/invoices/{stripe}/pay', '/v1/invoices/upcoming', '/v1/balance', '/v1/balance_transactions/{stripe}', '/v1/events', '/v1/tokens', '/v1/webhook_endpoints/{stripe}'],
  Kubernetes: ['/api/v1/namespaces', '/api/v1/namespaces/{namespace}/pods', '/api/v1/namespaces/{namespace}/pods/{pod}', '/api/v1/namespaces/{namespace}/pods/{pod}/log', '/api/v1/namespaces/{namespace}/services', '/api/v1/namespaces/{namespace}/configmaps', '/apis/apps/v1/namespaces/{namespace}/deployments', '/apis/apps/v1/namespaces/{namespace}/deployments/{namespace}', '/apis/coordination.k8s.io/v1/namespaces/{namespace}/leases/{namespace}', '/api/v1/nodes', '/healthz', '/livez', '/readyz', '/metrics', '/openapi/v2', '/version'],
  GitLab: ['/api/v4/projects', '/api/v4/projects/{n}', '/api/v4/projects/{project}', '/api/v4/projects/{n}/merge_requests', '/api/v4/projects/{n}/merge_requests/{n}/notes', '/api/v4/projects/{n}/repository/commits/{commit}', '/api/v4/projects/{n}/repository/tags/{tag}', '/api/v4/projects/{n}/pipelines/{n}/jobs', '/api/v4/groups/{n}/members', '/api/v4/users/{n}', '/api/v4/user', '/api/v4/jobs/request', '/api/v4/runners/verify', '/api/v4/version'],
  'Kong admin': ['/', '/status', '/services', '/services/{uuid}', '/services/{namespace}/routes', '/routes', '/routes/{uuid}', '/routes/{uuid}/plugins', '/consumers', '/consumers/{user}', '/consumers/{user}/key-auth', '/consumers/{user}/key-auth/{uuid}', '/plugins/{uuid}', '/plugins/enabled', '/upstreams/{namespace}/targets', '/certificates/{uuid}', '/snis', '/config'],
  Shop: ['/', '/users/{u}', '/users/me', '/users/{u}/orders', '/p/{product}', '/p/{product}/reviews', '/c/{slug}', '/cart', '/checkout', '/orders/{n}', '/account/{email}', '/invite/{base64}', '/reports/{date}', '/{locale}/help', '/{locale}/products/{n}', '/assets/app.{hash}.js -> /assets/app.:x.js', '/assets/main.{hash}.css -> /assets/main.:x.css', '/health', '/login', '/search'],
  Gallery: ['/', '/albums', '/albums/{slug}', '/albums/{slug}/photos', '/photos/{img} -> /photos/IMG_:x.jpg', '/media/{photo}', '/users/{user}', '/users/{user}/albums', '/upload', '/search', '/tags'],
  WebDAV: ['/remote.php/dav/files/{user}/', '/remote.php/dav/files/{user}/Documents/{doc}', '/remote.php/dav/files/{user}/Photos/{img} -> /remote.php/dav/files/{user}/Photos/IMG_:x.jpg', '/remote.php/dav/calendars/{user}/personal/{uuid}.ics -> /remote.php/dav/calendars/{user}/personal/:x.ics', '/remote.php/webdav/', '/status.php', '/ocs/v2.php/cloud/user'],
  WordPress: ['/', '/2025/{n}/{n}/{slug}/ -> /:x/:x/:x/:x/', '/category/{slug}/', '/author/{user}/', '/wp-admin/admin-ajax.php', '/wp-login.php', '/wp-json/wp/v2/posts', '/wp-json/wp/v2/posts/{n}', '/wp-content/uploads/2025/11/{photo} -> /wp-content/uploads/:x/:x/:x', '/wp-includes/js/jquery/jquery.min.js', '/feed/', '/sitemap.xml', '/robots.txt'],
  'Next.js': ['/', '/_next/static/chunks/main-{hash}9c1d.js -> /_next/static/chunks/main-:x.js', '/_next/static/chunks/pages/_app-{hash}9c1d.js -> /_next/static/chunks/pages/_app-:x.js', '/_next/static/chunks/{n}-{hash}9c1d.js -> /_next/static/chunks/:x-:x.js', '/_next/static/{build}/_buildManifest.js', '/_next/data/{build}/blog/{slug}.json -> /_next/data/:x/blog/:x', '/_next/image', '/blog/{slug}', '/api/auth/session', '/favicon.ico'],
}; // prettier-ignore

const REQUESTS = 20_000;

interface Asked {
  readonly path: string;
  readonly expected: string;
}

/** Requests to a site, the first routes of its map more often than the last ones. */
function requests(site: readonly string[], seed: number): Asked[] {
  const next = numbers(seed);
  return Array.from({ length: REQUESTS }, () => {
    const [route = '', template = route] = (site[Math.floor(next() ** 1.3 * site.length)] as string).split(' -> ');
    const path = route.replace(/\{(\w+)\}/g, (_, kind: string) => (VALUES[kind] as (next: Next) => string)(next));
    return { path, expected: template.replace(/\{\w+\}/g, ':x') };
  });
}

/** Which name a parameter has does not matter here. */
const shape = (template: string): string => template.replace(/:(?:id|param|slug|date|email|locale|hash|text)\b/g, ':x');

interface Result {
  /** Of all requests, of the last half. */
  readonly right: number;
  readonly rightLater: number;
  readonly templates: Set<string>;
}

function learn(routes: RouteTemplates, asked: readonly Asked[]): Result {
  let right = 0;
  let rightLater = 0;
  const templates = new Set<string>();
  asked.forEach(({ path, expected }, index) => {
    const template = routes.template(path, 200);
    if (shape(template) === expected) {
      right += 1;
      if (index >= REQUESTS / 2) rightLater += 1;
    }
    if (index >= REQUESTS / 2) templates.add(template);
  });
  return { right: right / REQUESTS, rightLater: rightLater / (REQUESTS / 2), templates };
}

describe.each(Object.entries(SITES))('the site map of %s', (name, site) => {
  it('is found in its requests', () => {
    const { right, rightLater, templates } = learn(new RouteTemplates(), requests(site, 1));
    expect(rightLater).toBeGreaterThan(0.998);
    expect(right).toBeGreaterThan(0.97);
    expect(templates.size).toBeLessThanOrEqual(site.length + 10);
  });

  it('is the same for two that see different requests', () => {
    const one = learn(new RouteTemplates(), requests(site, 2));
    const other = learn(new RouteTemplates(), requests(site, 3));
    const differing = [...one.templates, ...other.templates].filter((template) => !(one.templates.has(template) && other.templates.has(template)));
    // Build ids of Next.js that look like a name are shown until there are ten of them.
    expect(differing.length).toBeLessThanOrEqual(name === 'Next.js' ? 25 : 2);
  });
}); // prettier-ignore
