import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. The same from tools/src as from tools/dist. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
