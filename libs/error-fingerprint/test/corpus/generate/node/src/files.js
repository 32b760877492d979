const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const crypto = require('node:crypto');

function readTemplate(seed) {
  return fs.readFileSync(path.join('/nonexistent', `template-${seed}.html`), 'utf8');
}
async function readConfig(seed) {
  return fs.promises.readFile(`/etc/nonexistent/config-${seed}.json`);
}
function listExports(seed) {
  return fs.readdirSync(`/nonexistent/exports/${seed}`);
}
function unpack(seed) {
  return zlib.gunzipSync(Buffer.from(`not gzip ${seed}`));
}
function decrypt(seed) {
  const decipher = crypto.createDecipheriv('aes-256-gcm', Buffer.alloc(32), Buffer.alloc(12, seed % 250));
  decipher.setAuthTag(Buffer.alloc(16));
  decipher.update(Buffer.from(`x${seed}`));
  return decipher.final();
}
function hashPassword() {
  return crypto.createHash('md17').update('x').digest('hex');
}
function readLater(seed) {
  return new Promise((resolve, reject) => {
    fs.open(`/nonexistent/later-${seed}`, 'r', (error, fd) => {
      if (error) reject(Object.assign(new Error(`cannot open report ${seed}`), { cause: error }));
      else resolve(fd);
    });
  });
}
function makeFolder(seed) {
  fs.mkdirSync(`/proc/${seed}/folder`);
}
function joinPath(seed) {
  return path.join('/data', seed % 2 ? undefined : null);
}
exports.problems = {
  'template-missing': async (seed) => readTemplate(seed),
  'config-missing': (seed) => readConfig(seed),
  'exports-missing': async (seed) => listExports(seed),
  'archive-broken': async (seed) => unpack(seed),
  'secret-tampered': async (seed) => decrypt(seed),
  'digest-unknown': async () => hashPassword(),
  'report-missing': (seed) => readLater(seed),
  'folder-refused': async (seed) => makeFolder(seed),
  'path-undefined': async (seed) => joinPath(seed),
};
