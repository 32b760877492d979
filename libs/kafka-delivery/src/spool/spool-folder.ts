import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DeliverySettings } from '../settings/delivery-settings.js';
import { HEAD_BYTES } from './spool-format.js';

const OWNER_LENGTH = 16;
const OWNER = /^[0-9a-f]{16}\./;
const FILE = '.spool';
const SOCKET = '.sock';
/** What a Unix socket's address can hold on every system (104 bytes on macOS, its end included). */
const MAX_SOCKET_PATH = 103;

/** The spool cannot be used; the message says why. */
export class SpoolUnusable extends Error {
  readonly code = 'SPOOL_UNUSABLE';

  constructor(why: string, options?: ErrorOptions) {
    super(why, options);
    this.name = 'SpoolUnusable';
  }
}

/** Where records go: the spool of one cluster and its topics never ends up in another. */
export type Destination = Pick<DeliverySettings, 'brokers' | 'topics'>;

/**
 * The folder that the deliveries of one user on one host share, one below it per destination. Each file's name begins
 * with the id of the delivery that owns it, and that owner listens on the Unix socket of the same name for as long as
 * it lives. Names are short because a socket's path has to be.
 */
export class SpoolFolder {
  private constructor(
    private readonly base: string,
    readonly path: string,
  ) {}

  static of(base: string, { brokers, topics: { main, urgent } }: Destination): SpoolFolder {
    const text = JSON.stringify([[...brokers].sort(), main, urgent?.topic]);
    return new SpoolFolder(base, join(base, createHash('sha256').update(text).digest('hex').slice(0, 8)));
  }

  /**
   * Makes the folder with mode 0700.
   *
   * @throws SpoolUnusable when it is a link, belongs to somebody else, or cannot be made
   */
  prepare(): void {
    if (process.platform === 'win32') throw new SpoolUnusable('the spool needs Unix sockets');
    try {
      for (const folder of [this.base, this.path]) makePrivate(folder);
    } catch (error) {
      if (error instanceof SpoolUnusable) throw error;
      throw new SpoolUnusable((error as Error).message, { cause: error });
    }
    if (Buffer.byteLength(this.socketOf('x'.repeat(OWNER_LENGTH))) > MAX_SOCKET_PATH) {
      throw new SpoolUnusable(
        `the path ${this.path} is too long for a Unix socket; set LOG_SPOOL_DIR to a shorter one`,
      );
    }
  }

  /** A file of an owner; `label` tells its files apart. */
  fileOf(owner: string, label: string): string {
    return join(this.path, `${owner}.${label}${FILE}`);
  }

  socketOf(owner: string): string {
    return join(this.path, `${owner}${SOCKET}`);
  }

  /** Owners that have left anything, with their files. */
  owners(): Map<string, string[]> {
    const owners = new Map<string, string[]>();
    for (const name of list(this.path)) {
      const owner = name.slice(0, OWNER_LENGTH);
      if (!OWNER.test(name) || !(name.endsWith(FILE) || name.endsWith(SOCKET))) continue;
      const files = owners.get(owner) ?? [];
      owners.set(owner, files);
      if (name.endsWith(FILE)) files.push(join(this.path, name));
    }
    return owners;
  }

  /** The folders of other destinations. */
  siblings(): SpoolFolder[] {
    return list(this.base)
      .map((name) => new SpoolFolder(this.base, join(this.base, name)))
      .filter(({ path }) => path !== this.path);
  }

  /** Bytes of all files in the folder. */
  bytes(): number {
    return list(this.path).reduce((sum, name) => sum + sizeOf(join(this.path, name)), 0);
  }
}

/** False for a file that its owner emptied, having delivered all of it, before a signal ended him. */
export function holdsRecords(file: string): boolean {
  return sizeOf(file) > HEAD_BYTES;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Removed under us, or no folder: there is nothing to find in it.
    return [];
  }
}

/** The id under which a delivery owns its files. */
export function ownerId(instance: string): string {
  return instance.replaceAll('-', '').slice(0, OWNER_LENGTH);
}

function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory()) throw new SpoolUnusable(`${folder} is no folder`);
  if (process.getuid !== undefined && stat.uid !== process.getuid()) {
    throw new SpoolUnusable(`${folder} belongs to another user`);
  }
  if ((stat.mode & 0o077) !== 0) chmodSync(folder, 0o700);
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    // Gone between listing and looking: it takes no space.
    return 0;
  }
}
