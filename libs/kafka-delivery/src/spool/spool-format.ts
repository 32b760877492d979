import { MAX_RECORD_BYTES, isUuid } from '@log-monitor/log-record';
import { crc32 } from './crc32.js';

/**
 * A spool file: a head, then frames.
 *
 *   head   "LMSPOOL" version(1)  instance as text(36)
 *   frame  marker(4) length(4) crc(4) kind(1) seq(8) payload(length)
 *
 * Numbers are little-endian; the checksum covers kind, seq and payload. The marker lets a reader find the next intact
 * frame after damaged bytes.
 */
const MAGIC = Buffer.from('LMSPOOL\u0001', 'latin1');
const UUID_LENGTH = 36;
export const HEAD_BYTES = MAGIC.length + UUID_LENGTH;
export const FRAME_OVERHEAD = 21;
const MARKER = Buffer.from([0xa5, 0x5a, 0x4c, 0x4d]);
const CHECKED_FROM = 12;
/** A report of 200 ranges and a record of the largest size both fit. */
const MAX_PAYLOAD = MAX_RECORD_BYTES + 64 * 1024;

/** `record` needs the main topic, `urgent` both topics, `report` is a drop report, `drops` many of them in short. */
export type FrameKind = 'record' | 'urgent' | 'report' | 'drops';

const KINDS: readonly FrameKind[] = ['record', 'urgent', 'report', 'drops'];

export interface Frame {
  kind: FrameKind;
  seq: number;
  payload: Buffer;
}

export interface SpoolContent {
  /** Undefined when the head is damaged or of another version: nothing in the file can be read then. */
  instance: string | undefined;
  frames: Frame[];
  /** Parts that are no intact frame, for safe-keeping. */
  damaged: Buffer[];
}

/** The head of a file that holds records of `instance`. */
export function encodeHead(instance: string): Buffer {
  return Buffer.concat([MAGIC, Buffer.from(instance, 'latin1')]);
}

/** Writes a frame at the start of `target` and returns its length. `target` has room for three bytes per character. */
export function encodeFrame(target: Buffer, kind: FrameKind, seq: number, payload: string | Uint8Array): number {
  let length: number;
  if (typeof payload === 'string') {
    length = target.write(payload, FRAME_OVERHEAD);
  } else {
    target.set(payload, FRAME_OVERHEAD);
    length = payload.length;
  }
  target.set(MARKER, 0);
  target.writeUInt32LE(length, 4);
  target[CHECKED_FROM] = KINDS.indexOf(kind) + 1;
  target.writeDoubleLE(seq, CHECKED_FROM + 1);
  target.writeUInt32LE(crc32(target.subarray(CHECKED_FROM, FRAME_OVERHEAD + length)), 8);
  return FRAME_OVERHEAD + length;
}

/** Reads a file's bytes. Never throws: what is not intact is returned as damaged. An empty file is empty. */
export function decodeSpool(bytes: Buffer): SpoolContent {
  if (bytes.length === 0) return { instance: undefined, frames: [], damaged: [] };
  const instance = decodeHead(bytes);
  if (instance === undefined) return { instance, frames: [], damaged: [bytes] };
  const frames: Frame[] = [];
  const damaged: Buffer[] = [];
  let offset = HEAD_BYTES;
  while (offset < bytes.length) {
    const frame = decodeFrame(bytes, offset);
    if (frame !== undefined) {
      frames.push(frame);
      offset += FRAME_OVERHEAD + frame.payload.length;
      continue;
    }
    const next = bytes.indexOf(MARKER, offset + 1);
    const end = next === -1 ? bytes.length : next;
    damaged.push(bytes.subarray(offset, end));
    offset = end;
  }
  return { instance, frames, damaged };
}

function decodeHead(bytes: Buffer): string | undefined {
  if (bytes.length < HEAD_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const instance = bytes.toString('latin1', MAGIC.length, HEAD_BYTES);
  return isUuid(instance) ? instance : undefined;
}

function decodeFrame(bytes: Buffer, offset: number): Frame | undefined {
  if (offset + FRAME_OVERHEAD > bytes.length || !bytes.subarray(offset, offset + 4).equals(MARKER)) return undefined;
  const length = bytes.readUInt32LE(offset + 4);
  const end = offset + FRAME_OVERHEAD + length;
  if (length > MAX_PAYLOAD || end > bytes.length) return undefined;
  if (crc32(bytes.subarray(offset + CHECKED_FROM, end)) !== bytes.readUInt32LE(offset + 8)) return undefined;
  const kind = KINDS[(bytes[offset + CHECKED_FROM] as number) - 1];
  if (kind === undefined) return undefined;
  return {
    kind,
    seq: bytes.readDoubleLE(offset + CHECKED_FROM + 1),
    payload: bytes.subarray(offset + FRAME_OVERHEAD, end),
  };
}
