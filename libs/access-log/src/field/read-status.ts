import { isDigits } from '../text/read-number.js';

/**
 * Reads a status code of up to three digits. `0`, `000` and `-1` stand for a request that was not answered.
 *
 * @returns undefined for `-` and nothing, NaN for what is no status
 */
export function readStatus(text: string): number | undefined {
  if (text === '-' || text === '') return undefined;
  if (text === '-1') return 0;
  return text.length <= 3 && isDigits(text) ? Number(text) : Number.NaN;
}
