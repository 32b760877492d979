import { type Width } from '@log-monitor/access-statistics';

/** How many days windows are kept, by their length in seconds. */
export const WINDOW_DAYS: Readonly<Record<Width, number>> = { 10: 2, 60: 8, 600: 35, 3600: 400, 86_400: 400 };
