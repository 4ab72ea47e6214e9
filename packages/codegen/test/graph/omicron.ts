import type { Declared, DeclaredComponent } from '../../src/graph/declared.ts';

/**
 * The ten deployment units and 27 APIs of omicron's control plane, by name, and how each API is
 * versioned there. Who serves what follows from the names; of the calls, those are here that its tool
 * reports between units, and those of the client-side versioned APIs.
 */
const server = [
  'clickhouse-admin-keeper',
  'clickhouse-admin-server',
  'clickhouse-admin-single',
  'cockroach-admin',
  'crucible-agent',
  'crucible-pantry',
  'crucible-control',
  'dsc',
  'ddm-admin',
  'dns-service',
  'dpd',
  'lldpd',
  'gateway',
  'mg-admin',
  'oxide',
  'oximeter',
  'propolis',
  'sled-agent',
  'wicketd',
  'wicketd-commission',
] as const;
const client = [
  'bootstrap-agent-lockstep',
  'ntp-admin',
  'repair',
  'installinator',
  'nexus',
  'nexus-lockstep',
  'repo-depot',
] as const;

type Api = (typeof server)[number] | (typeof client)[number];

const part = (
  unit: string,
  name: string,
  serves: readonly Api[],
  calls: readonly Api[],
  within: readonly Api[] = [],
): { readonly unit: string; readonly component: DeclaredComponent } => {
  const pointer = `/${unit}/${name}`;
  return {
    unit,
    component: {
      name,
      pointer,
      serves: serves.map((api) => ({ name: api, pointer })),
      calls: [
        ...calls.map((api) => ({ api, pointer })),
        ...within.map((api) => ({ api, kind: 'same-unit' as const, reason: 'same sled', pointer })),
      ],
    },
  };
};

const parts = [
  part(
    'Host OS',
    'sled-agent',
    ['sled-agent', 'repo-depot', 'bootstrap-agent-lockstep'],
    ['nexus', 'nexus-lockstep', 'ntp-admin', 'repo-depot', 'bootstrap-agent-lockstep'],
    ['propolis', 'dpd', 'ddm-admin', 'gateway', 'mg-admin', 'lldpd'],
  ),
  part(
    'Host OS',
    'wicketd',
    ['wicketd', 'wicketd-commission', 'installinator'],
    ['bootstrap-agent-lockstep'],
    ['gateway', 'ddm-admin'],
  ),
  part('Host OS', 'switch zone', ['dpd', 'lldpd', 'ddm-admin', 'mg-admin', 'gateway'], []),
  part('Host OS', 'propolis', ['propolis'], ['nexus']),
  part('Installinator', 'installinator', [], ['installinator', 'ddm-admin']),
  part('Crucible', 'crucible', ['crucible-agent', 'crucible-control', 'dsc', 'repair'], ['repair']),
  part('Crucible Pantry', 'pantry', ['crucible-pantry'], ['nexus']),
  part('Cockroach', 'cockroach-admin', ['cockroach-admin'], []),
  part(
    'ClickHouse',
    'clickhouse-admin',
    ['clickhouse-admin-keeper', 'clickhouse-admin-server', 'clickhouse-admin-single'],
    [],
  ),
  part('DNS Server', 'dns-server', ['dns-service'], []),
  part(
    'Nexus',
    'nexus',
    ['nexus', 'nexus-lockstep', 'oxide'],
    [
      'clickhouse-admin-keeper',
      'clickhouse-admin-server',
      'clickhouse-admin-single',
      'cockroach-admin',
      'crucible-agent',
      'crucible-pantry',
      'dns-service',
      'gateway',
      'dpd',
      'mg-admin',
      'lldpd',
      'sled-agent',
      'propolis',
      'oximeter',
      'nexus-lockstep',
      'repo-depot',
    ],
  ),
  part('NTP', 'ntp-admin', ['ntp-admin'], []),
  part('Oximeter', 'oximeter', ['oximeter'], ['nexus']),
];

export const omicron: Declared = {
  apis: [
    ...server.map((name) => ({ name, versioned: 'server' as const })),
    ...client.map((name) => ({ name, versioned: 'client' as const })),
  ].map((api, index) => ({
    ...api,
    api: api.name,
    clients: [],
    pointer: `/apis/${String(index)}`,
  })),
  units: [...new Set(parts.map(({ unit }) => unit))].map((name) => ({
    name,
    pointer: `/${name}`,
    components: parts.filter(({ unit }) => unit === name).map(({ component }) => component),
  })),
  notDeployed: [],
};

/** What omicron's own test expects: the edges between units that give an order. */
export const unitEdgesOfOmicron: readonly string[] = [
  'Installinator > Host OS',
  'Nexus > ClickHouse',
  'Nexus > Cockroach',
  'Nexus > Crucible',
  'Nexus > Crucible Pantry',
  'Nexus > DNS Server',
  'Nexus > Host OS',
  'Nexus > Oximeter',
];
