import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isOut } from '../service/request-scope.js';
import { DatabaseError, DatabaseUnavailableError } from '../service/service-errors.js';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly address: { readonly city: string };
  readonly managerId?: string;
}

/** Rows as an old system exported them: the column is there in every row, its value is not. */
const IMPORTED_ROWS = JSON.parse(`[
  { "id": "u-13", "email": "grace@example.com", "name": "Grace", "address": null },
  { "id": "u-21", "email": "edsger@example.com", "name": "Edsger", "managerId": "u-22", "address": { "city": "Bremen" } },
  { "id": "u-22", "email": "barbara@example.com", "name": "Barbara", "managerId": "u-21", "address": { "city": "Lyon" } },
  { "id": "u-1", "email": "ada@example.com", "name": "Ada", "address": { "city": "Boston" } }
]`) as User[];

/** The user table of the demo: in memory, with the latency, the unique index and the outages of a real database. */
export class UserTable {
  readonly #rows = new Map(IMPORTED_ROWS.map((row) => [row.id, row]));
  #lastId = 1_000;

  constructor(private readonly closedPort: number) {}

  /** @throws DatabaseUnavailableError while the database refuses connections */
  async findById(id: string): Promise<User | undefined> {
    await this.#connect();
    return this.#rows.get(id) ?? customer(id);
  }

  /**
   * @throws DatabaseUnavailableError while the database refuses connections
   * @throws DatabaseError 23505 when the address is taken
   */
  async insert({ email, name }: Pick<User, 'email' | 'name'>): Promise<User> {
    await this.#connect();
    if ([...this.#rows.values()].some((row) => row.email === email)) {
      const constraint = 'duplicate key value violates unique constraint "app_user_email_key"';
      throw new DatabaseError(constraint, '23505', `Key (email)=(${email}) already exists.`, 409);
    }
    const user: User = { email, name, id: `u-${++this.#lastId}`, address: { city: 'unknown' } };
    // The demo runs for weeks: its table does not grow for ever.
    if (this.#rows.size < 1_000) this.#rows.set(user.id, user);
    return user;
  }

  async #connect(): Promise<void> {
    await sleep(2);
    if (!isOut('user-database-down')) return;
    const socket = connect({ port: this.closedPort, host: '127.0.0.1' });
    await once(socket, 'connect').catch((cause: unknown) => {
      throw new DatabaseUnavailableError('Database connection failed', { cause });
    });
    socket.destroy();
  }
}

/** Customers of the demo's traffic exist without being stored: `u-100` to `u-499`. */
function customer(id: string): User | undefined {
  const number = Number(/^u-(\d{3})$/.exec(id)?.[1]);
  if (!(number >= 100 && number < 500)) return undefined;
  const address = { city: number % 2 ? 'Hamburg' : 'Porto' };
  return { id, email: `customer${number}@example.com`, name: `Customer ${number}`, address };
}
