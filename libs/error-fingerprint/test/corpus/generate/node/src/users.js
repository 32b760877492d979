const { assertPositive, assertFound, assertState } = require('./guard');
const { query } = require('./database');
const { ShopError } = require('./shop-error');

function cityOf(user) {
  return user.address.city.toUpperCase();
}
async function loadProfile(seed) {
  await Promise.resolve();
  return cityOf({ id: seed, name: 'Ada' });
}
function checkAge(seed) {
  assertPositive(-seed);
}
function findUser(seed) {
  return assertFound(undefined, `order ${seed}`);
}
async function registerUser(seed) {
  await query(`INSERT INTO users (email) VALUES ('ada${seed}@example.com')`, {
    code: '23505',
    message:
      seed % 2
        ? 'duplicate key value violates unique constraint "users_email_key"'
        : 'doppelter Schlüsselwert verletzt Unique-Constraint »users_email_key«',
  });
}
async function renameUser(seed) {
  await query(`UPDATE users SET name = 'Ada ${seed}'`, {
    code: '22001',
    message: 'value too long for type character varying(40)',
  });
}
class SessionStore {
  constructor() {
    this.sessions = new Map();
  }
  touch(seed) {
    this.sessions.get(`s-${seed}`).lastSeen = Date.now();
  }
  activate() {
    assertState(false);
  }
  close() {
    assertState(false);
  }
}
const store = new SessionStore();
function decodeToken(seed) {
  return JSON.parse(Buffer.from(`{"sub":"u-${seed}"`.slice(0, 9 + (seed % 3))).toString());
}
function readPreferences(seed) {
  return JSON.parse(`<html><body>${seed}</body></html>`);
}
async function chargeCard(seed) {
  throw new ShopError(`Card of user ${seed} was declined: insufficient_funds`, { code: 'CARD_DECLINED' });
}
async function blockCard(seed) {
  throw new ShopError(`Card of user ${seed} was declined: insufficient_funds`, { code: 'CARD_BLOCKED' });
}
const managers = { a: 'b', b: 'a' };
function chainOf(id) {
  return [id, ...nextOf(id)];
}
function nextOf(id) {
  return chainOf(managers[id]);
}

exports.problems = {
  'profile-without-address': (seed) => loadProfile(seed),
  'user-age-negative': async (seed) => checkAge(seed),
  'user-not-found': async (seed) => findUser(seed),
  'user-duplicate-email': (seed) => registerUser(seed),
  'user-name-too-long': (seed) => renameUser(seed),
  'session-unknown': async (seed) => store.touch(seed),
  'session-activate-state': async () => store.activate(),
  'session-close-state': async () => store.close(),
  'token-cut': async (seed) => decodeToken(seed),
  'preferences-html': async (seed) => readPreferences(seed),
  'card-declined': (seed) => chargeCard(seed),
  'card-blocked': (seed) => blockCard(seed),
  'manager-circle': async () => chainOf('a'),
};
