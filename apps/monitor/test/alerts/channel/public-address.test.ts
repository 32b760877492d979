import { expect, it } from 'vitest';
import { isPublicAddress, pinnedAddress } from '../../../src/alerts/channel/public-address.js';

const NONE = new Set<string>();

it.each([
  '127.0.0.1', '127.255.255.254', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '100.127.255.255',
  '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fc00::1',
  'fd12:3456::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:169.254.169.254', '::ffff:7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::',
  '2001:db8::1', '::127.0.0.1', 'nonsense', '',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
}); // prettier-ignore

it.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

/** Each way to write an address that the URL parser understands ends in the same form, which is what is checked. */
it.each([
  'http://127.1/', 'http://2130706433/', 'http://0x7f000001/', 'http://0177.0.0.1/', 'http://[::ffff:127.0.0.1]/', 'http://[::1]/', 'http://localhost/',
  'http://LOCALHOST./', 'http://user@127.0.0.1/', 'http://127.0.0.1\\@example.com/', 'http://①②⑦.0.0.1/',
])('%s is refused', async (text) => {
  await expect(pinnedAddress(new URL(text).hostname, NONE)).rejects.toMatchObject({ code: expect.stringMatching(/HOST_REFUSED|ENOTFOUND/) as string });
}); // prettier-ignore

it('lets a host through that is allowed by name, and no other at the same address', async () => {
  expect(await pinnedAddress('localhost', new Set(['localhost']))).toMatchObject({
    family: expect.any(Number) as number,
  });
  await expect(pinnedAddress('127.0.0.1', new Set(['localhost']))).rejects.toThrow(
    '127.0.0.1 is at 127.0.0.1, which is not on the public internet; ALERT_WEBHOOK_ALLOWED_HOSTS can name it',
  );
});
