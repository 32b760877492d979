import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientAddress, TrustedProxies } from '@log-monitor/access-log';
import { readAccess } from './support/read-line.js';

const proxies = new TrustedProxies();
const client = (peer: string | undefined, list: string | undefined): string | undefined =>
  clientAddress(peer, list, proxies);

describe('the client', () => {
  it.each<[string, string | undefined, string | undefined, string | undefined]>([
    ['is the peer without a list', '203.0.113.1', undefined, '203.0.113.1'],
    ['is the peer when the list is "-"', '10.0.0.1', '-', '10.0.0.1'],
    ['is the last one that no trusted proxy is', '10.0.0.1', '6.6.6.6, 203.0.113.1, 10.0.0.7', '203.0.113.1'],
    ['is never taken from what stands further left', '10.0.0.1', '10.1.1.1, 203.0.113.1', '203.0.113.1'],
    ['is the peer when the peer is not trusted', '198.51.100.1', '203.0.113.1', '198.51.100.1'],
    ['is the first one when all are trusted', '10.0.0.1', '192.168.1.5, 10.0.0.7', '192.168.1.5'],
    ['is what the last proxy is when an entry is no address', '10.0.0.1', '203.0.113.1, unknown, 10.0.0.7', '10.0.0.7'],
    ['is the peer when the list is garbage', '10.0.0.1', "'; DROP TABLE x; --", '10.0.0.1'],
    ['comes without port', '10.0.0.1', '203.0.113.1:51234', '203.0.113.1'],
    ['comes without brackets and port', '::1', '[2001:db8::1]:443', '2001:db8::1'],
    ['is IPv6', 'fd00::1', '2001:db8::1, fe80::1', '2001:db8::1'],
    ['is found behind an IPv4 proxy written as IPv6', '::ffff:10.0.0.1', '203.0.113.1', '203.0.113.1'],
    ['is found behind a socket', 'unix:', '203.0.113.1', '203.0.113.1'],
    ['is found when the list stands in the place of the peer', undefined, '6.6.6.6, 203.0.113.1', '203.0.113.1'],
    ['is nobody without peer and list', undefined, undefined, undefined],
    ['is not a number that only looks like an address', '10.0.0.1', '1234', '10.0.0.1'],
  ])('%s', (_what, peer, list, expected) => {
    expect(client(peer, list)).toBe(expected);
  });

  it('cannot be forged through an honest proxy, whatever is sent', () => {
    fc.assert(fc.property(fc.string(), (forged) => client('10.0.0.1', `${forged}, 203.0.113.1`) === '203.0.113.1'));
  });
});

describe('trusted proxies', () => {
  it('can be chosen, addresses and ranges', () => {
    const chosen = new TrustedProxies(['203.0.113.0/24', '2001:db8::1']);
    expect(
      ['203.0.113.9', '2001:db8::1', '10.0.0.1', '2001:db8::2'].map((address) => chosen.standing(address)),
    ).toEqual(['trusted', 'trusted', 'untrusted', 'untrusted']);
  });

  it('can be shared by several sources', () => {
    const trustedProxies = new TrustedProxies(['203.0.113.0/24']);
    const line = '203.0.113.9 - - [10/Dec/2025:10:23:10 +0000] "GET / HTTP/1.1" 200 5 "-" "x" "198.51.100.1"';
    expect(readAccess(line, { format: 'main', trustedProxies }).clientAddress).toBe('198.51.100.1');
    expect(readAccess(line, { format: 'main' }).clientAddress).toBe('203.0.113.9');
  });

  it.each(['10.0.0.0/33', 'localhost', ''])('%j is refused by name', (range) => {
    expect(() => new TrustedProxies([range])).toThrow(`"${range}" is no address and no CIDR range`);
  });
});
