import { signToken } from '../usermanagement/sessions.js';
import { type FailureList, requestsTo } from '../journey/failure.js';

const { get, post } = requestsTo('usermanagement');

/** Accounts in the user table that something is wrong with; see `usermanagement/user-table.ts`. */
const IMPORTED_WITHOUT_ADDRESS = 'u-13';
const IN_A_MANAGER_CYCLE = 'u-21';

export const USERMANAGEMENT_FAILURES = {
  /** The user database refuses the connection. */
  'user-database-refused': {
    probability: 0.004,
    outage: 'user-database-down',
    request: (_random, userId) => get(`/users/${userId}`),
  },
  /** A report leaks its connections until the pool has none left. */
  'report-pool-exhausted': {
    probability: 0.0006,
    outage: 'report-pool-leaks',
    request: () => get('/reports/sign-ins'),
  },
  /** An address is registered twice and hits the unique index. */
  'duplicate-email': {
    probability: 0.003,
    request: () => post('/users', { email: 'ada@example.com', name: 'Ada', password: 'correct-horse-battery' }),
  },
  /** A form arrives with a bad address and a short password. */
  'invalid-registration': {
    probability: 0.006,
    request: () => post('/users', { email: 'not-an-address', name: '', password: '123' }),
  },
  /** An imported account has no address and the code reads its city. */
  'profile-without-address': { probability: 0.004, request: () => get(`/users/${IMPORTED_WITHOUT_ADDRESS}/profile`) },
  /** A session token is used after its end. */
  'session-expired': {
    probability: 0.008,
    request: (_random, userId) =>
      get('/sessions/current', { authorization: `Bearer ${signToken({ sub: userId, expiresInSeconds: -3_600 })}` }),
  },
  /** A proxy cut a session token, its payload is no JSON any more. */
  'session-garbled': {
    probability: 0.002,
    request: () => get('/sessions/current', { authorization: 'Bearer eyJzdWIiOiJ1LTE.c2lnbmF0dXJl' }),
  },
  /** The last deployment took away the execute permission of the picture converter. */
  'avatar-tool-not-executable': {
    probability: 0.0015,
    request: (_random, userId) => post(`/users/${userId}/avatar`, { format: 'heic' }),
  },
  /** The export volume has no space left. */
  'export-disk-full': {
    probability: 0.0005,
    outage: 'export-disk-full',
    request: (_random, userId) => post(`/users/${userId}/export`, {}),
  },
  /** Two employees are each other’s manager and the recursion overflows the stack. */
  'manager-cycle': { probability: 0.001, request: () => get(`/users/${IN_A_MANAGER_CYCLE}/managers`) },
} satisfies FailureList;
