import { ConsoleLogger } from '@nestjs/common';
import { ConfigurationError, environmentWithDotEnv, loadConfiguration } from './configuration/load-configuration.js';
import { ownVersion } from './own-version.js';
import { StartError, startMonitor } from './start-monitor.js';

async function main(): Promise<void> {
  const configuration = loadConfiguration(environmentWithDotEnv(), ownVersion());
  const logger = new ConsoleLogger({ logLevels: ['fatal', 'error', 'warn', 'log'] });
  const app = await startMonitor(configuration, logger);
  const { http } = configuration;
  logger.log(
    `dashboard and API at ${await app.getUrl()}, authentication ${http.token === undefined ? 'off' : 'by token'}`,
  );
}

main().catch((error: unknown) => {
  if (error instanceof ConfigurationError || error instanceof StartError) console.error(error.message);
  else console.error(error);
  process.exit(1);
});
