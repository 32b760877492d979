import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isOut } from '../service/request-scope.js';
import { DatabaseError, DatabaseUnavailableError } from '../service/service-errors.js';

export interface Address {
  readonly street: string;
  readonly city: string;
}

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly address: Address;
  readonly managerId?: string;
}

/** Rows as an old system exported them: the column is there in every row, its value is not. */
const IMPORTED_ROWS = `[
  { "id": "u-13", "email": "grace@example.com", "name": "Grace", "address": null },
  { "id": "u-21", "email": "edsger@example.com", "name": "Edsger", "managerId": "u-22",
    "address": { "street": "Lindenweg 4", "city": "Bremen" } },
  { "id": "u-22", "email": "barbara@example.com", "name": "Barbara", "managerId": "u-21",
    "address": { "street": "Rue de la Paix 8", "city": "Lyon" } },
  { "id": "u-1", "email": "ada@example.com", "name": "Ada", "address": { "street": "Main St 1", "city": "Boston" } }
]`;

const LARGEST_TABLE = 5_000;

/** The user table of the demo: in memory, with the latency, the unique index and the outages of a real database. */
export class UserTable {
  readonly #rows = new Map<string, User>();
  readonly #idByEmail = new Map<string, string>();
  #lastId = 1_000;

  constructor(private readonly closedPort: number) {
    for (const row of JSON.parse(IMPORTED_ROWS) as User[]) this.#store(row);
  }

  /** @throws DatabaseUnavailableError while the database refuses connections */
  async findById(id: string): Promise<User | undefined> {
    await this.#connect();
    return this.#rows.get(id) ?? customer(id);
  }

  /**
   * @throws DatabaseUnavailableError while the database refuses connections
   * @throws DatabaseError 23505 when the address is taken
   */
  async insert(values: { email: string; name: string }): Promise<User> {
    await this.#connect();
    const holder = this.#idByEmail.get(values.email);
    if (holder !== undefined) {
      throw new DatabaseError(
        'duplicate key value violates unique constraint "app_user_email_key"',
        '23505',
        `Key (email)=(${values.email}) already exists.`,
      );
    }
    const user: User = { ...values, id: `u-${++this.#lastId}`, address: { street: '', city: 'unknown' } };
    if (this.#rows.size < LARGEST_TABLE) this.#store(user);
    return user;
  }

  #store(user: User): void {
    this.#rows.set(user.id, user);
    this.#idByEmail.set(user.email, user.id);
  }

  async #connect(): Promise<void> {
    await sleep(2);
    if (!isOut('user-database-down')) return;
    try {
      await connectTo(this.closedPort);
    } catch (error) {
      throw new DatabaseUnavailableError('Database connection failed', { cause: error });
    }
  }
}

/** Customers of the demo's traffic exist without being stored: `u-100` to `u-499`. */
function customer(id: string): User | undefined {
  const number = Number(/^u-(\d{3})$/.exec(id)?.[1]);
  if (!(number >= 100 && number < 500)) return undefined;
  const address = { street: `Station Road ${number}`, city: number % 2 ? 'Hamburg' : 'Porto' };
  return { id, email: `customer${number}@example.com`, name: `Customer ${number}`, address };
}

async function connectTo(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
