import { z } from 'zod';
import { log } from '../service/request-scope.js';
import { callForJson } from '../service/service-client.js';
import { NotFoundError, ValidationError } from '../service/service-errors.js';
import { step } from '../service/step.js';
import { UserTable } from './user-table.js';

const registration = z.object({ email: z.email(), name: z.string().min(1), password: z.string().min(8) });

export type Users = ReturnType<typeof users>;

/** Registers and finds users. */
export function users(closedPort: number, notificationUrl: string) {
  const table = new UserTable(closedPort);
  return {
    find: step('UserService', 'User could not be read', async (id: string) => {
      const user = await table.findById(id);
      if (user === undefined) throw new NotFoundError(`There is no user ${id}`);
      log('UserService').debug('User read', { user: id });
      return user;
    }),

    /** Registers a user and sends a welcome mail. */
    register: step('UserService', 'Registration failed', async (form: unknown) => {
      const parsed = registration.safeParse(form);
      if (!parsed.success) {
        const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
        throw new ValidationError(`The registration form is not valid: ${fields}`, { cause: parsed.error });
      }
      const { email, name, password } = parsed.data;
      const logger = log('UserService');
      if (password.startsWith('password')) logger.warning('Weak password accepted', { rule: 'common-word' });
      const user = await table.insert({ email, name });
      logger.info('User registered', { user: user.id });
      const mail = { userId: user.id, email, template: 'welcome', locale: 'en', values: { name } };
      await callForJson('notification', `${notificationUrl}/mails`, 2_000, mail);
      return user;
    }),
  };
}
