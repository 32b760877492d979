export { PinoTarget, default } from './doors/pino-target.js';
