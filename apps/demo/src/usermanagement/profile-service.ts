import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Logger } from 'winston';
import { AvatarConversionError } from '../service/service-errors.js';
import { type UserService } from './user-service.js';

const run = promisify(execFile);

/** The converter for pictures of phones, as it was deployed: without its execute permission. */
const CONVERTER = fileURLToPath(new URL('../../assets/convert-heic', import.meta.url));

/** What a user's page shows. */
export class ProfileService {
  constructor(
    private readonly users: UserService,
    readonly logger: Logger,
  ) {}

  async profile(userId: string): Promise<{ name: string; city: string }> {
    const user = await this.users.find(userId);
    const city = user.address.city.trim();
    return { name: user.name, city };
  }

  /** @throws AvatarConversionError when the picture cannot be brought into our format */
  async setAvatar(userId: string, format: string): Promise<void> {
    if (format === 'heic') await this.#convert(userId);
    this.logger.info('Avatar changed', { user: userId, format });
  }

  async #convert(userId: string): Promise<void> {
    try {
      await run(CONVERTER, [userId], { timeout: 2_000 });
    } catch (error) {
      throw new AvatarConversionError(`The avatar of ${userId} could not be converted`, { cause: error });
    }
  }
}
