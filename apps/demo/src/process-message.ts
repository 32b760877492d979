import { type ServiceUrls } from './service-name.js';

/** The supervisor's mark on the command line of its children: they get their peers from it, not from variables. */
export const SUPERVISED_FLAG = '--supervised';

/** What the supervisor and a service tell each other over Node's channel between parent and child. */
export type ToSupervisor = { readonly type: 'listening'; readonly port: number } | { readonly type: 'serving' };

export type ToService = { readonly type: 'serve'; readonly urls: ServiceUrls } | { readonly type: 'stop' };
