import path from 'node:path';
import { ROOT } from '../checkout/root.js';
import { APP_SCRIPTS } from '../stack/app.js';
import { readEnvironment } from '../stack/environment.js';
import { Steps } from '../stack/steps.js';
import { StopRequest } from '../stack/stop-request.js';
import { mailDirOf, startSystem } from '../stack/system.js';

/** `npm start`: the whole system, until Ctrl-C. Tests put scripts of their own in place of the applications. */
export async function run(_args: string[], scripts = APP_SCRIPTS): Promise<number> {
  const steps = new Steps();
  const request = new StopRequest();
  try {
    const environment = readEnvironment(ROOT);
    const system = await startSystem(environment, steps, request.signal, scripts);
    steps.text(`
  Dashboard    ${system.url}
  Log files    ${path.relative(process.cwd(), path.join(environment.dataDir, 'logs'))}
  Alerts       as mails in ${path.relative(process.cwd(), mailDirOf(environment))}; SMTP_URL and ALERT_EMAIL_TO send them
  Ready after ${process.uptime().toFixed(1)} s. Ctrl-C stops everything.
  Another service on this machine logs to it with:
  KAFKA_BOOTSTRAP_SERVERS=${system.bootstrapServers}`);
    await request.asked();
    steps.text('\n  Stopping; a second Ctrl-C forces it.');
    await system.stop();
    return 0;
  } finally {
    request.close();
  }
}
