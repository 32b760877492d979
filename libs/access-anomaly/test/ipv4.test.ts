import { isIPv4 } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IPV4_BYTES, ipv4Text, writeIpv4 } from '../src/facts/ipv4.js';

const bytes = Buffer.alloc(IPV4_BYTES + 1);

it('writes every address of IPv4 as four bytes that read the same', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(writeIpv4(address, bytes)).toBe(true);
      expect(ipv4Text(bytes, 0)).toBe(address);
    }),
  );
});

it('takes nothing else for one', () => {
  const part = fc.oneof(
    fc.constantFrom('', '0', '00', '01', '255', '256', '1000', '-1', ' 1', '1e1', '٣', 'a'),
    fc.nat(300).map(String),
  );
  const text = fc.oneof(
    fc.array(part, { maxLength: 6 }).map((parts) => parts.join('.')),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (one) => {
      expect(writeIpv4(one, bytes)).toBe(isIPv4(one));
    }),
    { numRuns: 2000 },
  );
});
