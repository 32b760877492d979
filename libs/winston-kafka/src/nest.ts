export { LogMonitorModule, type LogMonitorModuleOptions, type NestDynamicModule } from './doors/log-monitor-module.js';
export { MonitorLogger, type NestLevel } from './doors/monitor-logger.js';
