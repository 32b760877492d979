const { z } = require('zod');
const Joi = require('joi');
const Ajv = require('ajv');
const jwt = require('jsonwebtoken');
const axios = require('axios');
const pg = require('pg');

function parseOrder(seed) {
  return z.object({ id: z.number(), email: z.string().email() }).parse({ id: `x${seed}` });
}
function validateAddress(seed) {
  return Joi.attempt({ zip: seed }, Joi.object({ zip: Joi.string().required() }));
}
function compileSchema(seed) {
  return new Ajv().compile({ type: `numbr${seed}` });
}
function verifyToken(seed) {
  return jwt.verify(`abc${seed}.def.ghi`, 'secret');
}
function verifyExpired(seed) {
  return jwt.verify(jwt.sign({ sub: `u-${seed}`, exp: 1700000000 + seed }, 'secret'), 'secret');
}
async function askInventory(seed) {
  return axios.get(`http://127.0.0.1:${1 + (seed % 4)}/items/${seed}`);
}
async function openPool(seed) {
  const pool = new pg.Pool({ host: '127.0.0.1', port: 1 + (seed % 4), connectionTimeoutMillis: 500 });
  return pool.query('SELECT $1', [seed]);
}
exports.problems = {
  'zod-order': async (seed) => parseOrder(seed),
  'joi-address': async (seed) => validateAddress(seed),
  'ajv-schema': async (seed) => compileSchema(seed),
  'jwt-malformed': async (seed) => verifyToken(seed),
  'jwt-expired': async (seed) => verifyExpired(seed),
  'axios-refused': (seed) => askInventory(seed),
  'pg-refused': (seed) => openPool(seed),
};
