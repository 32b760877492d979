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
    ['u-350', ':id'],
    ['order_17', ':id'],
    ['blue-shirt-1234', ':slug'],
    ['cus_NffrFeUfNV2Hib', ':id'],
    ['cus_NWlfLpcdHhAbfP', ':id'],
    ['nginx-7d8b49557c-x2x9z', ':id'],
    ['a1b2c3d', ':id'],
    ['dXNlcjoxMjM=', ':id'],
    ['gitlab-org%2Fgitlab', ':id'],
    ['10.1.2.3', ':id'],
    ['+4915112345678', ':id'],
    ['20251210', ':id'],
    ['10-12-2025', ':date'],
    ['2025-12-10T10:23:10Z', ':date'],
    ['2025-W50', ':date'],
    ['en-US', ':locale'],
    ['pt_BR', ':locale'],
    ['de', ':locale'],
    ['app.3f9a1c.js', 'app.:hash.js'],
    ['4bd1b696-182b6b13bdad92e3.js', ':id-:hash.js'],
    ['1684-b0b8cd1d0b0dbf1a.js', ':id-:hash.js'],
    ['IMG_1234.jpg', 'IMG_:id.jpg'],
    ['DSC00012.JPG', 'DSC:id.JPG'],
  ])('%s is %s', (segment, expected) => {
    expect(segmentTemplate(segment)).toBe(expected);
  }); // prettier-ignore

  it.each(['orders', 'v1', 'v2.1', '1.0', 'oauth2', 'web2', 'deadbeef', 'how-to-install-nginx-on-ubuntu-22-04', 'index.html', 'jquery-3.7.1.min.js', 'favicon.ico', 'apple-touch-icon-120x120.png', '%E6%97%A5', 'OrdersByCustomerName', '@me', '', 'me', 'us', 'it', 'payment_intents', 'key-auth', 'utf8', 'ISO-8859-1', 'web2', 'sha256', 'v1beta1', 'apple-touch-icon.png'])(
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

  it('makes a parameter of a segment with many values, and keeps those that stand out', () => {
    const routes = new RouteTemplates({ distinctValues: 20 });
    for (const name of names(30)) {
      routes.template(`/users/${name}/posts`, 200);
      for (let often = 0; often < 5; often += 1) routes.template('/users/everybody/posts', 200);
    }
    expect(routes.template('/users/somebody/posts', 200)).toBe('/users/:param/posts');
    expect(routes.template('/users/everybody/posts', 200)).toBe('/users/everybody/posts');
    expect(routes.template('/groups/somebody', 200)).toBe('/groups/somebody');
  });

  it('does not keep the most frequent of many that get fewer gradually', () => {
    const routes = new RouteTemplates({ distinctValues: 20 });
    names(30).forEach((name, rank) => {
      for (let often = 0; often < 600 / (rank + 1); often += 1) routes.template(`/users/${name}`, 200);
    });
    expect(routes.template(`/users/${names(1)[0]}`, 200)).toBe('/users/:param');
  });

  it('keeps words that name an action or a view, however seldom they come', () => {
    const routes = new RouteTemplates({ distinctValues: 20 });
    for (const word of ['me', 'search', 'health']) routes.template(`/users/${word}`, 200);
    for (const name of names(300)) routes.template(`/users/${name}`, 200);
    for (const word of ['me', 'search', 'health', 'login']) expect(routes.template(`/users/${word}`, 200)).toBe(`/users/${word}`);
    expect(routes.template('/users/zara', 200)).toBe('/users/:param');
  }); // prettier-ignore

  it('needs fewer values that look as if somebody had named them, and keeps the words beside them', () => {
    const routes = new RouteTemplates({ distinctValues: 50 });
    for (const word of ['popular', 'sale']) routes.template(`/p/${word}`, 200);
    for (const name of names(12)) routes.template(`/p/blue-${name}-shirt`, 200);
    expect(routes.template('/p/green-wool-hat', 200)).toBe('/p/:param');
    expect(routes.template('/p/popular', 200)).toBe('/p/popular');
  });

  it('gives room back to what became a parameter', () => {
    const routes = new RouteTemplates({ distinctValues: 20, routes: 40 });
    for (let group = 0; group < 10; group += 1) {
      const parent = `/${String.fromCharCode(97 + group)}group`;
      for (const name of names(30)) routes.template(`${parent}/${name}`, 200);
      expect(routes.template(`${parent}/any`, 200)).toBe(`${parent}/:param`);
    }
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
    // 30 at a time; where values became a parameter, their room was given to others.
    expect(templates.size).toBeLessThan(100);
    expect(routes.template('/a'.repeat(30_000), 200).length).toBeLessThan(200);
    expect(routes.template('*', 200)).toBeTruthy();
  });
});
