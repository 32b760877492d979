import { LogMonitor, type LogMonitorOptions } from '../logger/log-monitor.js';
import { MonitorLogger } from './monitor-logger.js';

/** Options of the module: the service's name and everything that `LogMonitor` takes. */
export interface LogMonitorModuleOptions extends LogMonitorOptions {
  /** Name of the service; without it `SERVICE_NAME` or the name in package.json. */
  service?: string;
}

/** The shape of Nest's `DynamicModule`, so that `@nestjs/common` is needed by nobody who does not use Nest. */
export interface NestDynamicModule {
  module: typeof LogMonitorModule;
  global: true;
  imports: never[];
  providers: NestProvider[];
  exports: (typeof MonitorLogger | typeof LogMonitor)[];
}

interface NestProvider {
  provide: typeof MonitorLogger | typeof LogMonitor;
  useFactory: (...dependencies: never[]) => unknown;
  inject: never[];
}

/**
 * Makes {@link MonitorLogger} and `LogMonitor` injectable everywhere:
 *
 * ```ts
 * imports: [LogMonitorModule.forRoot({ service: 'booking' })]
 * const app = await NestFactory.create(AppModule, { bufferLogs: true });
 * app.useLogger(app.get(MonitorLogger));
 * app.enableShutdownHooks();
 * ```
 */
export class LogMonitorModule {
  static forRoot(options: LogMonitorModuleOptions = {}): NestDynamicModule {
    return moduleOf(() => options, []);
  }

  /** The same with options that need other providers: `useFactory` gets what `inject` names. */
  static forRootAsync(options: {
    useFactory: (...dependencies: never[]) => LogMonitorModuleOptions | Promise<LogMonitorModuleOptions>;
    inject?: readonly unknown[];
    imports?: readonly unknown[];
  }): NestDynamicModule {
    const { useFactory, inject = [], imports = [] } = options;
    return { ...moduleOf(useFactory, inject), imports: [...imports] as never[] };
  }
}

function moduleOf(
  options: (...dependencies: never[]) => LogMonitorModuleOptions | Promise<LogMonitorModuleOptions>,
  inject: readonly unknown[],
): NestDynamicModule {
  const makeMonitor = async (...dependencies: never[]): Promise<LogMonitor> => {
    const { service, ...rest } = await options(...dependencies);
    return new LogMonitor(service, rest);
  };
  return {
    module: LogMonitorModule,
    global: true,
    imports: [],
    providers: [
      { provide: LogMonitor, useFactory: makeMonitor, inject: [...inject] as never[] },
      {
        provide: MonitorLogger,
        useFactory: (monitor: LogMonitor) => new MonitorLogger(monitor),
        inject: [LogMonitor] as never[],
      },
    ],
    exports: [MonitorLogger, LogMonitor],
  };
}
