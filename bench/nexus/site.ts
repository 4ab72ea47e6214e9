/** A rack of real processes on a database of its own, with so many instances in one project. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, Tables } from '@skewline/db-model';
import {
  gibibyte,
  type Pace,
  paces,
  type Rack,
  startRack,
  valueOf,
} from '../../apps/rack/src/index.ts';
import type { Server } from '../saga/server.ts';
import { addStopped, fill } from './fill.ts';

export interface Site {
  /** How many instances are in the project. */
  readonly size: number;
  /** `http://127.0.0.1:…` of each nexus. */
  readonly urls: readonly string[];
  readonly token: string;
  readonly databaseUrl: string;
  readonly database: Database<Tables>;
  readonly projectId: string;
  /** In the order of their names. */
  readonly instances: readonly string[];
  /** In another project: they were never started, and may be. */
  readonly startable: readonly string[];
  /** Microseconds of processor time that each nexus has used. */
  processorTimes(): readonly number[];
  close(): Promise<void>;
}

export const projectName = 'bench';

/** Nobody looks at instances whose sleds are only in tables; and nothing takes the time that it takes in life. */
const never = { periodSeconds: 86_400, disabled: true };
const pace: Pace = {
  ...paces.quick,
  tasks: {
    instance_watcher: never,
    instance_updater: never,
    instance_reincarnation: never,
    abandoned_vmm_reaper: never,
    saga_recovery: never,
  },
  sagas: { leaseMs: 15_000, recoveryMs: 15_000, graceMs: 5000 },
  sledTimeoutMs: 10_000,
  sledAgents: {
    delays: { bootMs: 0, stopMs: 0, rebootMs: 0, migrationMs: 0 },
    publish: { firstDelayMs: 50, maxDelayMs: 1000 },
  },
};

export interface SiteOptions {
  readonly size: number;
  readonly nexus: number;
  readonly startable: number;
  /** Where the console is that nexus serves. Default: none. */
  readonly consoleDirectory?: string;
}

export async function openSite(
  server: Server,
  folder: string,
  { size, nexus, startable: startableCount, consoleDirectory }: SiteOptions,
): Promise<Site> {
  const { url: databaseUrl, database } = await server.database();
  const rack = await startRack({
    folder,
    database: { url: databaseUrl },
    nexus,
    consoleDirectory: consoleDirectory ?? null,
    sleds: [49, 49],
    hardware: {
      hardwareThreads: 4096,
      reservoirRam: 8192 * gibibyte,
      disks: 1,
      diskSize: 512 * gibibyte,
    },
    pace,
  });
  try {
    const user = await rack.user('bench');
    const make = async (name: string): Promise<string> =>
      valueOf(await user.external.projectCreate({ body: { name, description: '' } })).id;
    const projectId = await make(projectName);
    const instances = await fill(database, projectId, size);
    const startable = await addStopped(database, await make('starts'), startableCount);
    return {
      size,
      urls: rack.nexus.map(({ url }) => url),
      token: user.token,
      databaseUrl,
      database,
      projectId,
      instances,
      startable,
      processorTimes: () => processorTimesOf(rack),
      close: () => rack.destroy(),
    };
  } catch (error) {
    await rack.destroy();
    throw error;
  }
}

/** Clock ticks are hundredths of a second on every Linux that Node runs on. */
const microsecondsOfTick = 10_000;

function processorTimesOf(rack: Rack): readonly number[] {
  // The folder is the rack's own, and says what runs in it.
  const running = JSON.parse(
    readFileSync(join(rack.folder, 'processes.json'), 'utf8'),
  ) as readonly { readonly name: string; readonly pid: number }[];
  return rack.nexus.map(({ name }) => {
    const pid = running.find((one) => one.name === name)?.pid;
    if (pid === undefined) throw new Error(`${name} does not run`);
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The 14th and the 15th field; the second is a name in brackets.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return microsecondsOfTick * (Number(fields[11]) + Number(fields[12]));
  });
}
