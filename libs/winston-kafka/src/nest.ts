export {
  LogMonitorModule,
  type LogMonitorModuleOptions,
  type NestDynamicModule,
} from './adapters/log-monitor-module.js';
export { MonitorLogger, type NestLevel } from './adapters/monitor-logger.js';
