import { type Logger } from 'winston';
import { z } from 'zod';
import { callForJson } from '../service/service-client.js';
import { NotFoundError, ValidationError } from '../service/service-errors.js';
import { type User, type UserTable } from './user-table.js';

const registration = z.object({
  email: z.email(),
  name: z.string().min(1),
  password: z.string().min(8),
});

/** Registers and finds users. */
export class UserService {
  constructor(
    private readonly users: UserTable,
    private readonly notificationUrl: string,
    readonly logger: Logger,
  ) {}

  /** @throws NotFoundError when there is no such user */
  async find(id: string): Promise<User> {
    const user = await this.users.findById(id);
    if (user === undefined) throw new NotFoundError(`There is no user ${id}`);
    this.logger.debug('User read', { user: id });
    return user;
  }

  /**
   * Registers a user and sends a welcome mail.
   *
   * @throws ValidationError when the form is not filled in rightly
   */
  async register(form: unknown): Promise<User> {
    const parsed = registration.safeParse(form);
    if (!parsed.success) {
      const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
      throw new ValidationError(`The registration form is not valid: ${fields}`, { cause: parsed.error });
    }
    const { email, name, password } = parsed.data;
    if (password.startsWith('password')) this.logger.warning('Weak password accepted', { rule: 'common-word' });
    const user = await this.users.insert({ email, name });
    this.logger.info('User registered', { user: user.id });
    await this.#welcome(user);
    return user;
  }

  async #welcome(user: User): Promise<void> {
    await callForJson('notification', `${this.notificationUrl}/mails`, {
      method: 'POST',
      body: { userId: user.id, email: user.email, template: 'welcome', locale: 'en', values: { name: user.name } },
      timeoutMs: 2_000,
    });
  }
}
