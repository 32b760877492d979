import { ALERTS_PAGE } from '../alerts/alerts-page.js';
import { ANOMALIES_PAGE } from '../anomalies/anomalies-page.js';
import { INGEST_PAGE } from '../ingest/ingest-page.js';
import { LOGS_PAGE } from '../logs/logs-page.js';
import { OVERVIEW_PAGE } from '../overview/overview-page.js';
import { PROBLEMS_PAGE } from '../problems/problems-page.js';
import { TRAFFIC_PAGE } from '../traffic/traffic-page.js';

/** The pages, in the order of the navigation. The first one is shown where an address names none. */
export const PAGES = [
  OVERVIEW_PAGE,
  PROBLEMS_PAGE,
  LOGS_PAGE,
  TRAFFIC_PAGE,
  ANOMALIES_PAGE,
  ALERTS_PAGE,
  INGEST_PAGE,
] as const;
