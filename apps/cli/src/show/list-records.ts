import type { ErrorListAnswer, SearchAnswer, StoredRecord, TailGap, TailSkipped } from '@log-monitor/monitor-api';
import { setTimeout as pause } from 'node:timers/promises';
import type { Arguments } from '../command-line/arguments.js';
import type { Command, Terminal } from '../command-line/command.js';
import { completenessNote } from '../ask/completeness-note.js';
import { readEvents, type StreamEvent } from '../ask/event-stream.js';
import { ListedRecords } from './listed-records.js';
import { type MonitorClient, RequestError } from '../ask/monitor-client.js';
import { plainText } from './plain-text.js';
import { recordLine } from './record-line.js';

type Stream = Awaited<ReturnType<MonitorClient['events']>>;

const RECONNECT_MS = 1000;

/** errors, search, tail: the newest records, oldest first as logs are read, then (--follow) what is stored from now on. */
export async function listRecords(command: Command): Promise<void> {
  const { asked } = command;
  if (!asked.follow) {
    await showNewest(command);
    return;
  }
  await follow(command);
}

async function showNewest({ client, asked, terminal }: Command, listed?: ListedRecords): Promise<void> {
  const answer = await client.get<ErrorListAnswer | SearchAnswer>(`api/v1/logs/${asked.command}`, asked.parameters);
  const records = ('errors' in answer ? answer.errors : answer.records).reverse();
  for (const record of records) show(record, asked, terminal);
  listed?.add(records, answer.nextCursor === null);
  if (answer.nextCursor !== null)
    terminal.note(`The newest ${records.length} are shown; --limit shows more, --since fewer.`);
  const note = completenessNote(answer);
  if (note !== undefined) terminal.note(note);
}

async function follow(command: Command): Promise<void> {
  const { client, asked, terminal } = command;
  const { from: _from, to: _to, limit: _limit, ...filters } = asked.parameters;
  const parameters = asked.command === 'errors' ? { level: 'ERROR,CRITICAL', ...filters } : filters;
  const listed = new ListedRecords();
  let lastEventId: string | undefined;
  // The first connection must succeed: a wrong parameter or address is not cured by trying again. It is made before the list is
  // asked for: what is stored in between is in the stream, and told from the list by its id.
  let stream: Stream | undefined = await client.events('api/v1/logs/tail', parameters, undefined);
  if (asked.command !== 'tail') await showNewest(command, listed);
  while (!terminal.signal.aborted) {
    try {
      if (!stream) {
        stream = await client.events('api/v1/logs/tail', parameters, lastEventId);
        terminal.note('Connected again.');
      }
      for await (const event of readEvents(stream)) {
        lastEventId = event.id ?? lastEventId;
        showEvent(event, command, listed);
      }
    } catch (error) {
      // An answer that refuses is final; a connection that breaks is not.
      if (error instanceof RequestError && error.cause === undefined) throw error;
    }
    if (terminal.signal.aborted) return;
    if (stream) terminal.note('The connection was lost; connecting again.');
    stream = undefined;
    await pause(RECONNECT_MS, undefined, { signal: terminal.signal }).catch(() => undefined);
  }
}

function showEvent({ event, data = '{}' }: StreamEvent, { asked, terminal }: Command, listed: ListedRecords): void {
  if (event === 'message' && data !== '{}') {
    const record = JSON.parse(data) as StoredRecord;
    if (!listed.takes(record)) show(record, asked, terminal);
  }
  if (event === 'skipped')
    terminal.note(`${(JSON.parse(data) as TailSkipped).count} records were left out: too many at once.`);
  if (event === 'gap')
    terminal.note(`Some records in between are gone: ${plainText((JSON.parse(data) as TailGap).reason)}.`);
}

function show(record: StoredRecord, asked: Arguments, terminal: Terminal): void {
  terminal.out(asked.json ? JSON.stringify(record) : recordLine(record, terminal.color));
}
