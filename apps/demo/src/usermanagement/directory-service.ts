import { type Logger } from 'winston';
import { callForJson } from '../service/service-client.js';
import { type UserService } from './user-service.js';
import { type User } from './user-table.js';

const TIMEOUT_MS = 600;

/** Who works where, and for whom. */
export class DirectoryService {
  constructor(
    private readonly users: UserService,
    private readonly partnerUrl: string,
    readonly logger: Logger,
  ) {}

  /** @throws UpstreamError, UpstreamTimeoutError when the company directory fails */
  async entry(userId: string): Promise<{ department: string }> {
    const entry = await callForJson<{ department: string }>('The company directory', `${this.partnerUrl}/directory`, {
      timeoutMs: TIMEOUT_MS,
    });
    this.logger.info('Directory entry read', { user: userId, department: entry.department });
    return entry;
  }

  /** The names of a user's managers, nearest first. */
  async managers(userId: string): Promise<string[]> {
    const staff = new Map<string, User>();
    for (let next: string | undefined = userId; next !== undefined && !staff.has(next);) {
      const user = await this.users.find(next);
      staff.set(next, user);
      next = user.managerId;
    }
    return managerChain(staff, userId).map((user) => user.name);
  }
}

/** As simple as its author thought the company was: nobody is his own manager's manager. */
function managerChain(staff: ReadonlyMap<string, User>, userId: string): User[] {
  const manager = staff.get(staff.get(userId)?.managerId ?? '');
  return manager === undefined ? [] : [manager, ...managerChain(staff, manager.id)];
}
