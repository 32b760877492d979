/** Bytes of an address of IPv4. */
export const IPV4_BYTES = 4;

const DOT = 0x2e;
const ZERO = 0x30;

/**
 * Writes an address of IPv4 as its four bytes.
 *
 * @param into gets the bytes, from its begin
 * @returns false for what is no such address, or is written in another way than {@link ipv4Text} does (`010.1.2.3`)
 */
export function writeIpv4(address: string, into: Uint8Array): boolean {
  const { length } = address;
  if (length < 7 || length > 15) return false;
  let part = 0;
  let value = 0;
  let digits = 0;
  for (let at = 0; at < length; at += 1) {
    const unit = address.charCodeAt(at);
    if (unit === DOT) {
      if (digits === 0 || part === IPV4_BYTES - 1) return false;
      into[part] = value;
      part += 1;
      value = digits = 0;
      continue;
    }
    const digit = unit - ZERO;
    if (digit < 0 || digit > 9 || (digits > 0 && value === 0)) return false;
    value = 10 * value + digit;
    digits += 1;
    if (value > 255) return false;
  }
  into[part] = value;
  return digits > 0 && part === IPV4_BYTES - 1;
}

/** Four bytes as an address: `203.0.113.9`. */
export function ipv4Text(bytes: Uint8Array, start: number): string {
  return `${bytes[start]}.${bytes[start + 1]}.${bytes[start + 2]}.${bytes[start + 3]}`;
}
