// Loaded before a monitor (node --import): its wall clock runs ahead of the machine's by the milliseconds in the file that CLOCK_FILE names, read
// again at every SIGUSR2. The steady clock stays as it is, as with a real step.
import { readFileSync } from 'node:fs';

const RealDate = Date;
let ahead = 0;
const step = () => {
  ahead = Number(readFileSync(process.env.CLOCK_FILE, 'utf8'));
  console.log(`clock stepped to ${ahead}`);
};
step();
process.on('SIGUSR2', step);

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + ahead);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + ahead;
  }
};
