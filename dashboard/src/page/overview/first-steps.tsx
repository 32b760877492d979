import type { JSX } from 'preact';
import { CopyButton } from '../../part/copy-button.js';

const EIGHT_LINES = `import { LogMonitor } from '@log-monitor/winston-kafka';

const { logger } = new LogMonitor('my-service');

logger.info('Hello from my-service', { requestId: 'req-77' });
logger.warning('Something is odd', { article: 'A-7' });
logger.error('My first error', { err: new Error('it broke'), requestId: 'req-77' });
logger.critical('Out of disk');`;

/** What to do while nothing has ever arrived. */
export function FirstSteps(): JSX.Element {
  return (
    <section class="card first-steps" aria-labelledby="first-steps-heading">
      <h2 id="first-steps-heading">
        <span class="connection-dot waiting-dot" aria-hidden="true" />
        Waiting for the first record
      </h2>
      <p>Eight lines send the log of a Node service here. This page shows its first record by itself.</p>
      <ol>
        <li>
          <p>
            In the folder of log-monitor, <code>npm run pack:transport</code> packs the transport and prints the line
            that installs it in your service.
          </p>
        </li>
        <li>
          <p>Log with it:</p>
          <pre class="code" tabIndex={0}>
            {EIGHT_LINES}
          </pre>
          <CopyButton label="Copy the eight lines" text={() => EIGHT_LINES} />
        </li>
        <li>
          <p>
            Start the service with <code>KAFKA_BOOTSTRAP_SERVERS</code> set to the broker that this monitor reads, as{' '}
            <code>npm start</code> printed it; without it, <code>localhost:9092</code> is used.
          </p>
        </li>
      </ol>
    </section>
  );
}
