export { type WebError } from './event/web-error.js';
export { type UpstreamTry, type WebRequest } from './event/web-request.js';
export { accessFormat, errorFormat } from './format/format-catalogue.js';
export { LineClock } from './format/line-clock.js';
