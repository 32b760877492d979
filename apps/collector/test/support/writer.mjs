// Writes numbered lines to files until it is told to end: node writer.mjs PAUSE_MS FILE…. Opens the files again on SIGUSR1,
// as a web server does. Their times are those of now and up to 100 s before, in no order.
import { closeSync, openSync, writeSync } from 'node:fs';

const LINES_AT_ONCE = 50;
const LATEST_S = 100;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const [pause, ...paths] = process.argv.slice(2);
let files = paths.map((path) => openSync(path, 'a'));
let count = 0;
let goesOn = true;
process.on('SIGUSR1', () => {
  for (const file of files) closeSync(file);
  files = paths.map((path) => openSync(path, 'a'));
});
process.on('SIGTERM', () => (goesOn = false));
for (let turn = 0; goesOn; turn++) {
  let lines = '';
  for (let index = 0; index < LINES_AT_ONCE; index++) {
    count += 1;
    const time = clfTime(Date.now() - ((count * 37) % LATEST_S) * 1000);
    lines += `10.0.0.1 - - [${time}] "GET /orders/${count} HTTP/1.1" 200 ${count % 1000} "-" "curl/8"\n`;
  }
  writeSync(files[turn % files.length], lines);
  await new Promise((resolve) => setTimeout(resolve, Number(pause)));
}
console.log(count);

function clfTime(ms) {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
