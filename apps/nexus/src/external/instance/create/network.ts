import { isIP } from 'node:net';
import type { ProjectRow, Queries, Subnet } from '@skewline/db-model';
import type {
  ExternalIpCreate,
  InstanceCreate,
  InstanceNetworkInterfaceCreate,
} from '@skewline/nexus-types/external';
import { Refusal } from '@skewline/runtime';
import type { Ip, Uuid } from '@skewline/runtime/api';
import {
  type AddressOfPool,
  type CreateAddress,
  type CreateInterface,
  createLimits,
} from '@skewline/saga/instance';
import { defaultPoolId } from '../../../default-pool.ts';
import { checkDescription } from '../../identity.ts';
import { invalid } from '../../lookup.ts';
import { isUuid } from '../../page.ts';
import { unsupported } from './check.ts';

/** A project has one network, with one subnet for each version of IP. Other projects may use the same addresses. */
const blocks = { v4: '172.30.0.0/22', v6: 'fd00::/64' } as const;
const defaultNames = { vpc: 'default', subnet: 'default' } as const;

type Version = keyof typeof blocks;

function subnetOf(project: ProjectRow, version: Version): Subnet {
  const id = version === 'v4' ? project.default_ipv4_subnet_id : project.default_ipv6_subnet_id;
  return { id, block: blocks[version] };
}

/** The interfaces that are wanted, the first of which is the primary one. An interface has one address here. */
export function interfacesOf(
  project: ProjectRow,
  { name, network_interfaces: wanted = { type: 'default_dual_stack' } }: InstanceCreate,
  newId: () => Uuid,
): readonly CreateInterface[] | Refusal {
  const primary = (version: Version): readonly CreateInterface[] => [
    {
      id: newId(),
      name: 'net0',
      description: `default primary interface for ${name}`,
      subnet: subnetOf(project, version),
      ip: null,
    },
  ];
  switch (wanted.type) {
    case 'none':
      return [];
    // Where both will do, an address of IPv4 is what there is.
    case 'default_dual_stack':
    case 'default_ipv4':
      return primary('v4');
    case 'default_ipv6':
      return primary('v6');
    case 'create':
      return createdInterfaces(project, wanted.params, newId);
  }
}

function createdInterfaces(
  project: ProjectRow,
  params: readonly InstanceNetworkInterfaceCreate[],
  newId: () => Uuid,
): readonly CreateInterface[] | Refusal {
  const most = createLimits.networkInterfaces;
  if (params.length > most) {
    return invalid(`an instance has at most ${String(most)} network interfaces`);
  }
  const made: CreateInterface[] = [];
  for (const wanted of params) {
    if (made.some(({ name }) => name === wanted.name)) {
      return invalid(`there are two network interfaces with name "${wanted.name}"`);
    }
    const nic = createdInterface(project, wanted, newId());
    if (nic instanceof Refusal) return nic;
    made.push(nic);
  }
  return made;
}

function createdInterface(
  project: ProjectRow,
  { name, description, vpc_name, subnet_name, ip_config }: InstanceNetworkInterfaceCreate,
  id: Uuid,
): CreateInterface | Refusal {
  const problem = checkDescription(description);
  if (problem !== null) return problem;
  if (vpc_name !== defaultNames.vpc) return unknown('vpc', vpc_name);
  if (subnet_name !== defaultNames.subnet) return unknown('vpc-subnet', subnet_name);
  const address = addressOf(ip_config);
  if (address instanceof Refusal) return address;
  return { id, name, description, subnet: subnetOf(project, address.version), ip: address.ip };
}

interface Address {
  readonly version: Version;
  /** Null: any that is free. */
  readonly ip: Ip | null;
}

/** Of an interface that is to have both, the version of IP that is asked for in particular, or else IPv4. */
function addressOf(config: InstanceNetworkInterfaceCreate['ip_config']): Address | Refusal {
  if (config === undefined) return { version: 'v4', ip: null };
  const stacks =
    config.type === 'dual_stack'
      ? ([['v4', config.value.v4] as const, ['v6', config.value.v6] as const] as const)
      : ([[config.type, config.value] as const] as const);
  if (stacks.some(([, { transit_ips: transit = [] }]) => transit.length > 0)) {
    return invalid('transit IPs are not supported here: transit_ips must be empty');
  }
  const wanted = stacks.flatMap(([version, { ip }]) =>
    ip.type === 'explicit' ? [{ version, ip: ip.value }] : [],
  );
  const [first, second] = wanted;
  if (second !== undefined) {
    return invalid(
      'an interface has one address here: ask for one of IPv4 or of IPv6, not for both',
    );
  }
  return first ?? { version: stacks[0][0], ip: null };
}

function unknown(kind: string, name: string): Refusal {
  const by = isUuid(name) ? 'id' : 'name';
  return new Refusal(`not found: ${kind} with ${by} "${name}"`, { code: 'not_found', status: 404 });
}

/** The addresses at which it is to be reached. */
export async function addressesOf(
  queries: Queries,
  project: ProjectRow,
  { external_ips: wanted = [] }: InstanceCreate,
  newId: () => Uuid,
): Promise<readonly CreateAddress[] | Refusal> {
  const most = createLimits.externalAddresses;
  if (wanted.length > most) {
    return invalid(`an instance has at most ${String(most)} external IP addresses`);
  }
  if (wanted.filter(({ type }) => type === 'ephemeral').length > 1) {
    return invalid('an instance has at most 1 ephemeral IP address');
  }
  const addresses: CreateAddress[] = [];
  for (const one of wanted) {
    const address =
      one.type === 'floating'
        ? await floating(queries, project, one.floating_ip)
        : await ephemeral(queries, one, newId());
    if (address instanceof Refusal) return address;
    if (addresses.some(({ id }) => id === address.id)) {
      return unsupported('external_ips', 'the same floating IP is there twice');
    }
    addresses.push(address);
  }
  return addresses;
}

/**
 * The address from which its guest calls out; null where this rack has none to give. Sled agents up to version 10 cannot
 * be told of an instance without one.
 */
export async function snatOf(queries: Queries, newId: () => Uuid): Promise<AddressOfPool | null> {
  const ranges = await rangesOfPool(queries);
  return ranges.length === 0 ? null : { id: newId(), poolId: defaultPoolId };
}

/** There is one pool, without a name. */
async function ephemeral(
  queries: Queries,
  { pool_selector: selector = { type: 'auto' } }: Extract<ExternalIpCreate, { type: 'ephemeral' }>,
  id: Uuid,
): Promise<CreateAddress | Refusal> {
  if (selector.type === 'explicit' && selector.pool.toLowerCase() !== defaultPoolId) {
    return unknown('ip-pool', selector.pool);
  }
  const ranges = await rangesOfPool(queries);
  if (ranges.length === 0) {
    return invalid('there are no external addresses here: external_ips must be empty');
  }
  const version = selector.type === 'auto' ? (selector.ip_version ?? null) : null;
  const isThere = ranges.some(
    ({ first_address: first }) => version === null || isIP(first) === (version === 'v4' ? 4 : 6),
  );
  if (isThere) return { kind: 'ephemeral', id, poolId: defaultPoolId };
  return invalid(`there are no external addresses of IP${version ?? ''} here`);
}

function rangesOfPool(queries: Queries): Promise<readonly { readonly first_address: Ip }[]> {
  return queries
    .selectFrom('ip_pool_range')
    .select('first_address')
    .where('pool_id', '=', defaultPoolId)
    .where('time_deleted', 'is', null)
    .execute();
}

/** Floating addresses have no names here. */
async function floating(
  queries: Queries,
  project: ProjectRow,
  nameOrId: string,
): Promise<CreateAddress | Refusal> {
  if (!isUuid(nameOrId)) return unknown('floating-ip', nameOrId);
  const row = await queries
    .selectFrom('external_ip')
    .select('id')
    .where('id', '=', nameOrId)
    .where('project_id', '=', project.id)
    .where('kind', '=', 'floating')
    .where('time_deleted', 'is', null)
    .executeTakeFirst();
  return row === undefined ? unknown('floating-ip', nameOrId) : { kind: 'floating', id: row.id };
}
