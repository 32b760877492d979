// Writes numbered lines to a file until it is told to end: node writer.mjs FILE PAUSE_MS. Opens the file again on SIGUSR1,
// as a web server does. Says how many lines it has written at the end.
import { closeSync, openSync, writeSync } from 'node:fs';

const [path, pause] = process.argv.slice(2);
let file = openSync(path, 'a');
let count = 0;
let goesOn = true;
process.on('SIGUSR1', () => {
  closeSync(file);
  file = openSync(path, 'a');
});
process.on('SIGTERM', () => (goesOn = false));
while (goesOn) {
  let lines = '';
  for (let index = 0; index < 50; index++) {
    count += 1;
    lines += `10.0.0.1 - - [27/Nov/2026:10:00:00 +0000] "GET /orders/${count} HTTP/1.1" 200 ${count % 1000} "-" "curl/8"\n`;
  }
  writeSync(file, lines);
  await new Promise((resolve) => setTimeout(resolve, Number(pause)));
}
console.log(count);
