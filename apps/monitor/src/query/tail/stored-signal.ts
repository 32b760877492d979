import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { STORED_CHANNEL } from '../../batch/stored-channel.js';
import { Configuration } from '../../configuration/configuration.js';
import { DatabaseSignal } from '../database/database-signal.js';

/** Hears when any monitor has stored something. */
@Injectable()
export class StoredSignal extends DatabaseSignal implements OnApplicationShutdown {
  constructor(configuration: Configuration) {
    super(configuration.databaseUrl, STORED_CHANNEL, 'log-monitor tail');
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stop();
  }
}
