import { randomUUID } from 'node:crypto';
import type { RackFolder } from './folder.ts';
import { defaultHardware, makeDisks, serialOf, type SledHardware } from './inventory.ts';
import type { RackOptions } from './options.ts';
import { becomesFree, portChooser, whoListens } from './ports.ts';
import { RackProblem } from './problem.ts';
import { layout, type NexusState, type RackState, type SledState } from './state.ts';

const defaultVersions: readonly number[] = [44, 48, 48, 49];

/** What this rack is: as it was in this folder, with what the options add to it. It is written down at once. */
export async function planRack(folder: RackFolder, options: RackOptions): Promise<RackState> {
  const before = await folder.read();
  const database = (options.database ?? 'pglite') === 'pglite' ? 'pglite' : 'postgres';
  const nexusCount = countOf(options.nexus);
  check(before, database, nexusCount, folder.path);
  const choose = portChooser();
  let wish = options.firstPort;
  const port = (): Promise<number> => choose(wish === undefined ? undefined : wish++);

  const nexus: NexusState[] = [...(before?.nexus ?? [])];
  while (nexus.length < nexusCount) {
    nexus.push({ port: await port(), internalPort: await port() });
  }
  const gateway = before?.gateway ?? { port: await port() };
  const known = before?.sleds ?? [];
  const versions = options.sleds ?? (before === null ? defaultVersions : known.map(versionOf));
  const sleds: SledState[] = [];
  for (const [index, version] of versions.entries()) {
    const sled = known[index] ?? (await newSled(index, options.hardware ?? defaultHardware, port));
    sleds.push({ ...sled, version });
  }
  const state: RackState = {
    layout,
    rackId: before?.rackId ?? randomUUID(),
    database,
    gateway,
    nexus,
    sleds: [...sleds, ...known.slice(sleds.length)],
    told: (before?.told ?? 0) + 1,
  };
  await folder.write(state);
  return state;
}

/** @throws RackProblem where something else listens at one of the ports that are needed. */
export async function checkPorts(state: RackState, sledCount: number): Promise<void> {
  const needed = [
    { name: 'the gateway', port: state.gateway.port },
    ...state.nexus.flatMap(({ port, internalPort }, index) => [
      { name: `nexus ${String(index)}`, port },
      { name: `the internal API of nexus ${String(index)}`, port: internalPort },
    ]),
    ...state.sleds.slice(0, sledCount).flatMap(({ serial, port, controlPort }) => [
      { name: `the sled agent of ${serial}`, port },
      { name: `the control port of ${serial}`, port: controlPort },
    ]),
  ];
  for (const { name, port } of needed) {
    if (await becomesFree(port)) continue;
    throw new RackProblem(
      'port_in_use',
      `port ${String(port)}, where ${name} is to listen, is in use by ${whoListens(port) ?? 'another program'}`,
      'stop that program, or use another folder with --folder: a rack keeps its ports',
    );
  }
}

export function countOf(nexus: RackOptions['nexus']): number {
  return typeof nexus === 'object' ? nexus.length : (nexus ?? 1);
}

function check(
  before: RackState | null,
  database: RackState['database'],
  nexusCount: number,
  path: string,
): void {
  if (nexusCount < 1 || (nexusCount > 1 && database === 'pglite')) {
    throw new RackProblem(
      'options',
      `${String(nexusCount)} nexus cannot share a database in one process`,
      'give the address of a PostgreSQL server',
    );
  }
  if (before !== null && before.database !== database) {
    throw new RackProblem(
      'other_database',
      `the rack in ${path} has its records in ${before.database}, and was to be started with ${database}`,
      'start it as it was, or use another folder',
    );
  }
}

function versionOf({ version }: SledState): number {
  return version;
}

async function newSled(
  index: number,
  hardware: SledHardware,
  port: () => Promise<number>,
): Promise<Omit<SledState, 'version'>> {
  const serial = serialOf(index);
  return {
    id: randomUUID(),
    serial,
    port: await port(),
    controlPort: await port(),
    hardwareThreads: hardware.hardwareThreads,
    reservoirRam: hardware.reservoirRam,
    disks: makeDisks(serial, hardware),
  };
}
