import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OTHER_ROUTES, RouteTemplates, segmentTemplate } from '@log-monitor/access-log';

describe('rules', () => {
  it.each([
    ['17', ':id'],
    ['00017', ':id'],
    ['0198c0de-7c1a-7cc3-98c4-dc0c0c07398f', ':id'],
    ['0198C0DE-7C1A-7CC3-98C4-DC0C0C07398F', ':id'],
    ['507f1f77bcf86cd799439011', ':id'],
    ['0x1f2e3d4c', ':id'],
    ['01ARZ3NDEKTSV4RRFFQ69G5FAV', ':id'],
    ['V1StGXR8_Z5jdHi6B-myT', ':id'],
    ['eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U', ':id'],
    ['2025-12-10', ':date'],
    ['2025-12', ':date'],
    ['someone@example.com', ':email'],
    ['someone%40example.com', ':email'],
    ['1,2,3', ':id'],
    ['app.3f2a1b9c.js', 'app.:hash.js'],
    ['main-3f2a1b9c8d7e.css.map', 'main-:hash.css.map'],
    ['17.json', ':id.json'],
    ['0198c0de-7c1a-7cc3-98c4-dc0c0c07398f.pdf', ':id.pdf'],
    ['2025-12-10.csv', ':date.csv'],
    ['cart;jsessionid=8F2A', 'cart'],
    ['17;jsessionid=8F2A', ':id'],
    ['x'.repeat(65), ':text'],
  ])('%s is %s', (segment, expected) => {
    expect(segmentTemplate(segment)).toBe(expected);
  }); // prettier-ignore

  it.each(['orders', 'v1', 'v2.1', '1.0', 'oauth2', 'web2', 'deadbeef', 'how-to-install-nginx-on-ubuntu-22-04', 'index.html', 'jquery-3.7.1.min.js', 'favicon.ico', 'apple-touch-icon-120x120.png', '%E6%97%A5', 'OrdersByCustomerName', '@me', ''])(
    '%s stays',
    (segment) => {
      expect(segmentTemplate(segment)).toBe(segment);
    },
  ); // prettier-ignore

  it('give every number, UUID and date the same name, wherever it stands', () => {
    const routes = new RouteTemplates();
    fc.assert(
      fc.property(fc.nat(), fc.uuid(), (id, uuid) => {
        expect(routes.template(`/orders/${id}`, 200)).toBe('/orders/:id');
        expect(routes.template(`/a/${uuid}/b/${id}/`, 404)).toBe('/a/:id/b/:id/');
      }),
    );
  });
});

describe('learning', () => {
  const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `user${String.fromCharCode(97 + (index % 26))}${'xyzw'.repeat(1 + (index / 26))}`); // prettier-ignore

  it('makes a parameter of a segment with many values, and keeps those that come often', () => {
    const routes = new RouteTemplates({ distinctValues: 20 });
    for (const name of names(30)) {
      routes.template(`/users/${name}/posts`, 200);
      for (let often = 0; often < 5; often += 1) routes.template('/users/me/posts', 200);
    }
    expect(routes.template('/users/somebody/posts', 200)).toBe('/users/:param/posts');
    expect(routes.template('/users/me/posts', 200)).toBe('/users/me/posts');
    expect(routes.template('/groups/somebody', 200)).toBe('/groups/somebody');
  });

  it('does not learn from what was not found', () => {
    const routes = new RouteTemplates({ distinctValues: 20 });
    for (const name of names(100)) routes.template(`/api/${name}`, 404);
    expect(routes.template('/api/orders', 200)).toBe('/api/orders');
  });

  it('is capped: routes by a number, the root by ten times the values', () => {
    const routes = new RouteTemplates({ routes: 40 });
    const seen = new Set(names(200).map((name) => routes.template(`/${name}`, 200)));
    expect(seen.size).toBe(41);
    expect(seen).toContain(OTHER_ROUTES);
    const scanned = new RouteTemplates({ routes: 40 });
    const failed = new Set(names(200).map((name) => scanned.template(`/${name}.php`, 404)));
    expect(failed.size).toBe(11);
    expect(scanned.template('/orders', 200)).toBe('/orders');
  });

  it('says the same for the same requests in the same order', () => {
    const request = fc.tuple(fc.webPath(), fc.constantFrom(200, 404, 500));
    fc.assert(
      fc.property(fc.array(request, { maxLength: 200 }), (requests) => {
        const [one, two] = [new RouteTemplates({ distinctValues: 3, routes: 20 }), new RouteTemplates({ distinctValues: 3, routes: 20 })];
        for (const [path, status] of requests) expect(one.template(path, status)).toBe(two.template(path, status));
      }),
    ); // prettier-ignore
  });

  it('takes any path', () => {
    const routes = new RouteTemplates({ segments: 50, distinctValues: 5, routes: 30 });
    const templates = new Set<string>();
    fc.assert(
      fc.property(fc.string(), (path) => {
        templates.add(routes.template(`/${path}`, 200));
      }),
      { numRuns: 2_000 },
    );
    expect(templates.size).toBeLessThanOrEqual(31);
    expect(routes.template('/a'.repeat(30_000), 200).length).toBeLessThan(200);
    expect(routes.template('*', 200)).toBeTruthy();
  });
});
