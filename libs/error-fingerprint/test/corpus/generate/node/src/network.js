const net = require('node:net');
const dns = require('node:dns');
const { once } = require('node:events');
const { ShopError } = require('./shop-error');

async function connectTo(port) {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
}
async function openMailServer(seed) {
  try {
    await connectTo(2 + (seed % 4));
  } catch (error) {
    throw new ShopError(`mail ${seed} was not sent`, { cause: error });
  }
}
async function fetchRates(seed) {
  try {
    await fetch(`http://127.0.0.1:${2 + (seed % 4)}/rates/${seed}`);
  } catch (error) {
    throw new ShopError(`no rates for 2026-01-${10 + (seed % 9)}`, { cause: error });
  }
}
async function fetchStock(seed) {
  const response = { status: 404, id: seed };
  throw new ShopError(`stock service answered ${response.status} for item ${seed}`);
}
async function fetchPrices(seed) {
  const response = { status: 503, id: seed };
  throw new ShopError(`stock service answered ${response.status} for item ${seed}`);
}
async function askStatus(status, seed) {
  throw new ShopError(`Request ${seed} failed with status code ${status}`, { code: 'ERR_BAD_RESPONSE' });
}
async function lookUp(host) {
  await new Promise((resolve, reject) => {
    dns.lookup(host, (error, address) =>
      error
        ? reject(Object.assign(new ShopError(`getaddrinfo ENOTFOUND ${host}`, { code: 'ENOTFOUND' })))
        : resolve(address),
    );
  });
}
async function connectAll(seed) {
  const errors = await Promise.all([1, 2].map((port) => connectTo(port + (seed % 3)).catch((error) => error)));
  throw new AggregateError(errors, `no mail server for ${seed}`);
}
async function connectMixed(seed) {
  const errors = [
    await connectTo(1).catch((error) => error),
    new ShopError(`quota of ${seed} is used up`, { code: 'QUOTA' }),
  ];
  throw new AggregateError(errors, `no mail server for ${seed}`);
}
async function anyOf(seed) {
  return Promise.any([Promise.reject(new TypeError(`bad ${seed}`)), Promise.reject(new RangeError(`far ${seed}`))]);
}
function parseUrl(seed) {
  return new URL(`ht!tp://${seed}`);
}
function decodeLink(seed) {
  return decodeURIComponent(`%E0%A4%${seed}A`);
}
exports.problems = {
  'mail-server-refused': (seed) => openMailServer(seed),
  'rates-refused': (seed) => fetchRates(seed),
  'stock-404': (seed) => fetchStock(seed),
  'prices-503': (seed) => fetchPrices(seed),
  'gateway-status-502': (seed) => askStatus(502, seed),
  'gateway-status-504': (seed) => askStatus(504, seed),
  'ledger-host-unknown': () => lookUp('ledger.shop.invalid'),
  'search-host-unknown': () => lookUp('search.shop.invalid'),
  'mail-servers-all-refused': (seed) => connectAll(seed),
  'mail-servers-mixed': (seed) => connectMixed(seed),
  'any-of-two': (seed) => anyOf(seed),
  'url-invalid': async (seed) => parseUrl(seed),
  'link-cut': async (seed) => decodeLink(seed),
};
