export { PinoTarget, default } from './adapters/pino-target.js';
