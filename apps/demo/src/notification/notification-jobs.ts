import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';

export const NOTIFICATION_JOBS = {
  /** A subject with a line break becomes a header. */
  sendNewsletter: () => new Headers({ subject: 'Seats\r\nfrom 49 EUR' }),
  /** A signature was cut on its way. */
  checkSignatures: () => timingSafeEqual(Buffer.from('9f86d081'), Buffer.from('9f86')),
  /** A mail program names an encoding that there is not. */
  readReplies: () => new TextDecoder('utf-9').decode(Buffer.from('thanks')),
  /** A reply is not in the encoding that it names. */
  countWords: () => new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from([0x47, 0xfc, 0x6e])),
  /** The queue is copied with the functions that it holds. */
  copyQueue: () => structuredClone({ send: () => undefined }),
  /** The folder of attachments is read as a file. */
  listAttachments: () => readFile(new URL('../../assets/templates', import.meta.url), 'utf8'),
  /** The last line comes after the end of the report. */
  async writeReport() {
    const report = new PassThrough();
    report.end('sent: 412');
    report.write('failed: 3');
    await once(report, 'close');
  },
};
