import type { JSX } from 'preact';
import type { AccessRequest, Group, StoredRecord } from '@log-monitor/monitor-api';
import type { PolledName } from '../api/polled.js';
import type { LiveSnapshot } from '../live/live-data.js';
import type { PageAddress, Route } from '../navigation/route.js';
import type { Scope } from '../navigation/scope.js';

/** All that makes one page different from another. */
export interface Page extends PageAddress {
  /** Its name in the navigation. */
  words: string;
  /** What is asked again and again while it is open, besides what the header shows. */
  polls: readonly PolledName[];
  /** What waits on the page for somebody to look at it, shown in the navigation; undefined while nothing does. */
  waiting?: (snapshot: LiveSnapshot) => { count: number; words: string } | undefined;
  View: (props: PageProps) => JSX.Element;
  /** What opens when one of its rows is chosen; a record's details where not given. */
  Details?: (props: DetailsProps) => JSX.Element;
}

/** What a page's list shows. */
export type Listing = readonly StoredRecord[] | readonly AccessRequest[] | readonly Group[];

export interface DetailsProps {
  /** The row that is open. */
  id: string;
  /** The page that it is open in front of. */
  route: Route;
  /** What the list shows, in its order: for the rows before and after. */
  listed: Listing;
  onClose: () => void;
}

export interface PageProps {
  route: Route;
  snapshot: LiveSnapshot;
  onScope: (scope: Scope, how?: 'push' | 'replace') => void;
  /** Told what the page's list shows, in its order. */
  onListed: (listed: Listing) => void;
}
