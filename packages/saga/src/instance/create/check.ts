import { isIP } from 'node:net';
import { groupLimits, maxDisksPerInstance } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { InstanceCreateParams } from './params.ts';

/** How much an instance may begin with. */
export const createLimits: {
  readonly networkInterfaces: number;
  readonly externalAddresses: number;
  readonly userDataBytes: number;
} = { networkInterfaces: 8, externalAddresses: 32, userDataBytes: 32 * 1024 };

type Path = readonly (string | number)[];
type Problem = readonly [path: Path, message: string];

/** What is wrong with a request, as far as can be said without looking at what there is; null if nothing is. */
export function checkCreate(params: InstanceCreateParams): Refusal | null {
  const [first] = problems(params);
  if (first === undefined) return null;
  const [path, message] = first;
  const where = path.length === 0 ? '' : `${path.join('.')}: `;
  return new Refusal(`${where}${message}`, { code: 'invalid_request', status: 400, path });
}

function* problems(params: InstanceCreateParams): Generator<Problem> {
  const { antiAffinityGroupIds, networkInterfaces, snat, externalAddresses, disks } = params;
  yield* ofInstance(params.instance);
  yield* ofIds(params);

  yield* tooMany(antiAffinityGroupIds, groupLimits.groupsPerInstance.anti_affinity, [
    'antiAffinityGroupIds',
  ]);
  yield* tooMany(networkInterfaces, createLimits.networkInterfaces, ['networkInterfaces']);
  yield* tooMany(
    snat === null ? externalAddresses : [...externalAddresses, snat],
    createLimits.externalAddresses,
    ['externalAddresses'],
  );
  yield* tooMany(disks, maxDisksPerInstance, ['disks']);

  yield* twice(
    networkInterfaces.map(({ name }) => name),
    ['networkInterfaces'],
  );
  for (const [index, nic] of networkInterfaces.entries()) {
    const path = ['networkInterfaces', index];
    yield* ofNamed(nic, path);
    if (!isBlock(nic.subnet.block)) yield [[...path, 'subnet', 'block'], 'is no IP network'];
    if (nic.ip !== null && isIP(nic.ip) === 0) yield [[...path, 'ip'], 'is no IP address'];
  }
  const created = disks.flatMap((disk) => (disk.kind === 'create' ? [disk.name] : []));
  yield* twice(created, ['disks']);
  for (const [index, disk] of disks.entries()) {
    if (disk.kind !== 'create') continue;
    const path = ['disks', index];
    yield* ofNamed(disk, path);
    yield* positive(disk.size, [...path, 'size']);
    if (!blockSizes.has(disk.blockSize)) {
      yield [[...path, 'blockSize'], 'must be 512, 2048 or 4096'];
    }
    // Volumes on a sled have no other; see `ensure_local_storage` of the start.
    if (disk.diskType === 'local_storage' && disk.blockSize !== 4096) {
      yield [[...path, 'blockSize'], 'of a local disk must be 4096'];
    }
  }
  const { bootDiskId } = params;
  if (bootDiskId !== null && disks.every(({ id }) => id !== bootDiskId)) {
    yield [['bootDiskId'], 'is none of the disks'];
  }
}

const blockSizes: ReadonlySet<number> = new Set([512, 2048, 4096]);

function* ofInstance(instance: InstanceCreateParams['instance']): Generator<Problem> {
  const path = ['instance'];
  yield* ofNamed(instance, path);
  if (!hostnamePattern.test(instance.hostname)) {
    yield [[...path, 'hostname'], 'is no host name of at most 63 characters'];
  }
  yield* positive(instance.ncpus, [...path, 'ncpus']);
  if (instance.ncpus > 65_535) yield [[...path, 'ncpus'], 'is too great'];
  yield* positive(instance.memory, [...path, 'memory']);
  if (Buffer.from(instance.userData, 'base64').toString('base64') !== instance.userData) {
    yield [[...path, 'userData'], 'is no base64'];
  }
  if (Buffer.byteLength(instance.userData, 'base64') > createLimits.userDataBytes) {
    yield [[...path, 'userData'], `has more than ${String(createLimits.userDataBytes)} bytes`];
  }
  const cooldown = instance.autoRestart.cooldownSeconds;
  if (cooldown !== null && (!Number.isSafeInteger(cooldown) || cooldown < 0)) {
    yield [[...path, 'autoRestart', 'cooldownSeconds'], 'must be a whole number from 0'];
  }
}

function* ofNamed(
  named: { readonly name: string; readonly description: string },
  path: Path,
): Generator<Problem> {
  if (!namePattern.test(named.name)) {
    yield [
      [...path, 'name'],
      'must be 1 to 63 letters, digits and -, begin with one of a-z and not end with -',
    ];
  }
  // As the database counts: characters, and none of them NUL.
  if (Array.from(named.description).length > 512 || named.description.includes('\0')) {
    yield [[...path, 'description'], 'must be text of at most 512 characters'];
  }
}

function* ofIds(params: InstanceCreateParams): Generator<Problem> {
  const { instance, antiAffinityGroupIds, networkInterfaces, snat, externalAddresses, disks } =
    params;
  const addresses = [...(snat === null ? [] : [snat]), ...externalAddresses];
  const groups: readonly (readonly [Path, readonly string[]])[] = [
    [['instance', 'id'], [instance.id]],
    [['antiAffinityGroupIds'], antiAffinityGroupIds],
    [['networkInterfaces'], networkInterfaces.map(({ id }) => id)],
    [['externalAddresses'], addresses.map(({ id }) => id)],
    [['disks'], disks.map(({ id }) => id)],
  ];
  for (const [path, ids] of groups) yield* twice(ids, path);
  const others = [
    instance.projectId,
    ...(params.start ? [params.start.attemptId] : []),
    ...networkInterfaces.map(({ subnet }) => subnet.id),
    ...addresses.flatMap((address) => ('poolId' in address ? [address.poolId] : [])),
  ];
  for (const id of [...groups.flatMap(([, ids]) => ids), ...others]) {
    if (!uuidPattern.test(id)) yield [[], `'${id}' is no UUID`];
  }
}

function* tooMany(items: readonly unknown[], limit: number, path: Path): Generator<Problem> {
  if (items.length > limit) yield [path, `are more than ${String(limit)}`];
}

function* twice(values: readonly string[], path: Path): Generator<Problem> {
  const again = values.find((value, index) => values.indexOf(value) !== index);
  if (again !== undefined) yield [path, `have '${again}' twice`];
}

function* positive(value: number, path: Path): Generator<Problem> {
  if (!Number.isSafeInteger(value) || value < 1) yield [path, 'must be a whole number from 1'];
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const namePattern = /^[a-z](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;
const hostnamePattern =
  /^(?=.{1,63}$)[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*$/;

function isBlock(block: string): boolean {
  const [address = '', length = '', ...rest] = block.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(length)) return false;
  return Number(length) <= (family === 4 ? 32 : 128);
}
