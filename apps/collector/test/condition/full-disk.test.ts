import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { freePort, waitFor } from '@log-monitor/tools';
import { Collecting, byInstance } from '../support/collecting.js';
import { KafkaDoor } from '../support/kafka-door.js';
import { expected, lines } from '../support/numbered-lines.js';

const [MOUNT, UMOUNT] = ['/bin/mount', '/bin/umount'];

let collecting: Collecting;
beforeEach(() => {
  collecting = new Collecting(inject('kafkaBootstrapServers'));
});
afterEach(async () => {
  await collecting.endAll();
  if (canMount) execFileSync(UMOUNT, [collecting.path('small')]);
  await collecting.stop();
});

const canMount = mayMount();

/** Whether this user may make a file system in memory, as the superuser of most machines may. */
function mayMount(): boolean {
  try {
    const folder = '/tmp/log-monitor-may-mount';
    mkdirSync(folder, { recursive: true });
    execFileSync(MOUNT, ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync(UMOUNT, [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A disk of a few hundred kilobytes. @returns the folder for the state on it */
function smallDisk(): string {
  const folder = collecting.path('small');
  mkdirSync(folder);
  execFileSync(MOUNT, ['-t', 'tmpfs', '-o', 'size=512k,nr_inodes=64', 'tmpfs', folder]);
  return `${folder}/state`;
}

/** Takes the room that is left on it. */
function fill(): void {
  try {
    for (;;) appendFileSync(collecting.path('small/ballast'), Buffer.alloc(4096));
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  }
}

function empty(): void {
  rmSync(collecting.path('small/ballast'));
}

describe.skipIf(!canMount)('a disk that is full (skipped where no small disk can be made)', () => {
  it('keeps positions back: lines of known files go on, new files wait; each is told once, and nothing comes twice', async () => {
    const [access, later] = [collecting.path('access.log'), collecting.path('later.log')];
    writeFileSync(access, lines(1, 100));
    const args = ['--state', smallDisk(), access, later];
    const first = collecting.start(args);
    await collecting.arrived(100);
    fill();
    appendFileSync(access, lines(101, 200));
    await collecting.arrived(200);
    // Again and again: positions that were just being written when the disk was filled leave room for the next ones.
    const isToldWhileFull = (): boolean => {
      fill();
      return first.said.includes('positions cannot be written');
    };
    await waitFor(isToldWhileFull, { timeoutMs: 20_000, what: 'the complaint' });
    writeFileSync(later, lines(201, 300));
    await waitFor(() => first.said.includes('it waits until positions can be written'), { timeoutMs: 20_000, what: 'the second complaint' }); // prettier-ignore
    appendFileSync(access, lines(301, 400));
    await collecting.arrived(300);
    await first.kill();
    const second = collecting.start(args);
    await waitFor(() => second.said.includes('positions cannot be written'), { timeoutMs: 30_000, what: 'the complaint of the second' }); // prettier-ignore
    empty();
    await collecting.arrived(400);
    await waitFor(() => second.said.includes('positions can be written to'), {
      timeoutMs: 30_000,
      what: 'the good news',
    });
    expect(await second.terminate()).toBe(0);
    expect([...byInstance(await collecting.lines()).values()].flat().sort()).toEqual(expected(400).sort());
    for (const { said } of [first, second]) expect(said.match(/positions cannot be written/g)).toHaveLength(1);
  });

  it('keeps lines that come once in memory until Kafka has them', async () => {
    const tcp = await freePort();
    const door = await KafkaDoor.create(collecting);
    const collector = door.start(['--state', smallDisk(), '--listen', `127.0.0.1:${tcp}`]);
    await waitFor(() => collector.said.includes('Kafka not reached'), { timeoutMs: 30_000, what: 'the outage' });
    fill();
    const socket = connect(tcp, '127.0.0.1');
    socket.end(lines(1, 5_000));
    door.open();
    await collecting.arrived(5_000);
    empty();
    expect(await collector.terminate()).toBe(0);
    door.close();
    expect([...byInstance(await collecting.lines()).values()]).toEqual([expected(5_000)]);
  });
});
