import { step } from '../service/step.js';
import type { User } from './user-table.js';
import type { Users } from './users.js';

/** The names of a user's managers, nearest first. */
export const managers = step(
  'DirectoryService',
  'Managers could not be listed',
  async (users: Users, userId: string) => {
    const staff = new Map<string, User>();
    for (let next: string | undefined = userId; next !== undefined && !staff.has(next);) {
      const user = await users.find(next);
      staff.set(next, user);
      next = user.managerId;
    }
    return managerChain(staff, userId).map((user) => user.name);
  },
);

/** As simple as its author thought the company was: nobody is his own manager's manager. */
function managerChain(staff: ReadonlyMap<string, User>, userId: string): User[] {
  const manager = staff.get(staff.get(userId)?.managerId ?? '');
  return manager === undefined ? [] : [manager, ...managerChain(staff, manager.id)];
}
