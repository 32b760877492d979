import type { AccessLogSource, LineOrigin, SourceLine } from '@log-monitor/access-log';
import type { AccessFlag, UnparsedReason } from '@log-monitor/access-record';

type Flags = readonly AccessFlag[] | undefined;

/** Reads a line. A fault in the reader of one format costs that line its fields, and not the partition its position. */
export function readSafely(
  reader: AccessLogSource,
  text: string,
  origin: LineOrigin | undefined,
  flags: Flags,
): SourceLine {
  try {
    return reader.readLine(text, origin, flags);
  } catch {
    // The reason is the report: unparsed lines are counted by reason, and can be looked at.
    return unparsed(text, 'reader_failed', origin, flags);
  }
}

export function unparsed(
  raw: string,
  reason: UnparsedReason,
  origin: LineOrigin | undefined,
  flags: Flags,
): SourceLine {
  return { line: { kind: 'unparsed', reason, raw, timestamp: origin?.timestamp, flags }, raw, origin };
}
