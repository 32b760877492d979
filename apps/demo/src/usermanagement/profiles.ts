import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { log } from '../service/request-scope.js';
import { AvatarConversionError } from '../service/service-errors.js';
import { step } from '../service/step.js';
import type { Users } from './users.js';

/** The converter for pictures of phones, as it was deployed: without its execute permission. */
const CONVERTER = fileURLToPath(new URL('../../assets/convert-heic', import.meta.url));

const profileFailed = (userId: string): string => `Profile of ${userId} could not be shown`;

/** What a user's page shows. */
export function profiles(users: Users) {
  return {
    profile: step('ProfileService', profileFailed, async (userId: string) => {
      const user = await users.find(userId);
      const city = user.address.city.trim();
      return { name: user.name, city };
    }),

    setAvatar: step('ProfileService', 'Avatar could not be changed', async (userId: string, format: string) => {
      if (format === 'heic') {
        await promisify(execFile)(CONVERTER, [userId], { timeout: 2_000 }).catch((cause: unknown) => {
          throw new AvatarConversionError(`The avatar of ${userId} could not be converted`, { cause });
        });
      }
      log('ProfileService').info('Avatar changed', { user: userId, format });
    }),
  };
}
