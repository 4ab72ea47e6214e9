/**
 * What people have declared about the APIs of this repository, by hand: what a client may find that a
 * server's version cannot say, and what conversions lose. The tests hold reality to these lists: what is
 * not in them must not happen, and what is in them must.
 */
export interface Unrepresentable {
  readonly api: string;
  readonly operation: string;
  /** JSON pointers in the caller's document; undefined where it is the operation that is missing. */
  readonly field?: RegExp;
  /** The first version that has it. */
  readonly since: string;
}

const ensure = { api: 'sled-agent', operation: 'vmm_register' } as const;
const local = '^/body/local_config';

export const unrepresentable: readonly Unrepresentable[] = [
  // Operations that are not there yet.
  { api: 'sled-agent', operation: 'vmm_join_multicast_group', since: '7' },
  { api: 'sled-agent', operation: 'vmm_leave_multicast_group', since: '7' },
  { api: 'sled-agent', operation: 'vmm_put_attached_subnets', since: '18' },
  { api: 'sled-agent', operation: 'vmm_post_attached_subnet', since: '18' },
  { api: 'sled-agent', operation: 'vmm_delete_attached_subnets', since: '18' },
  { api: 'sled-agent', operation: 'vmm_delete_attached_subnet', since: '18' },
  ...[
    'instance_event_list',
    'instance_placement_dry_run',
    'instance_start_attempt_list',
    'instance_start_attempt_view',
    'placement_dry_run',
    'system_start_attempt_list',
    'system_start_attempt_view',
  ].map((operation) => ({ api: 'nexus', operation, since: '2026112100' })),
  // Members that are not there yet, or that could not say as much.
  { ...ensure, field: new RegExp(`${local}/multicast_groups`), since: '7' },
  { ...ensure, field: new RegExp(`${local}/delegated_zvols`), since: '9' },
  // Of both families, or an address that is not in its subnet: nobody checked that before.
  { ...ensure, field: new RegExp(`${local}/(nics|firewall_rules/\\d+/targets)/\\d+`), since: '10' },
  { ...ensure, field: new RegExp(`${local}(/external_ips|$)`), since: '11' },
  { ...ensure, field: new RegExp(`${local}/delegated_zvols/\\d+`), since: '17' },
  { ...ensure, field: new RegExp(`${local}/attached_subnets`), since: '18' },
  { ...ensure, field: /^\/body\/vmm_spec(\/smbios|\/components\/)/, since: '29' },
  { ...ensure, field: new RegExp(`${local}/firewall_rules/\\d+`), since: '31' },
  { ...ensure, field: new RegExp(`${local}/primary_nic_mtu`), since: '41' },
  { ...ensure, field: /^\/body\/vmm_spec\/components\/[^/]+/, since: '44' },
  {
    api: 'nexus',
    operation: 'instance_start',
    field: /^\/header\/prefer$/,
    since: '2026112100',
  },
];

/** Something that a conversion loses, as its package's changelog and its decisions declare it. */
export interface DeclaredLoss {
  readonly api: string;
  /** The newer version of the step. */
  readonly at: string;
  readonly direction: 'up' | 'down';
  /** JSON pointers in the request or the answer (`/status`, `/body/…`) that comes from there. */
  readonly field: RegExp;
  /** In the words of a decision, where one loses it; else the plan does. */
  readonly said?: string;
}

const cause = 'why a VMM failed: cause and detail';

export const declaredLosses: readonly DeclaredLoss[] = [
  {
    api: 'sled-agent',
    at: '32',
    direction: 'up',
    field: /^\/body\/local_config\/external_ips\/.*floating_ips/,
    said: 'the order of floating IPs, and that one was listed twice',
  },
  {
    api: 'sled-agent',
    at: '49',
    direction: 'down',
    field: /\/(vmm_state|vmm_runtime)\/state\/(cause|detail)$/,
    said: cause,
  },
  {
    api: 'nexus-internal',
    at: '2',
    direction: 'down',
    field: /^\/body\/vmm_state\/state\/(cause|detail)$/,
    said: cause,
  },
  ...['start_failure', 'start_attempt_id'].map((name) => ({
    api: 'nexus',
    at: '2026112100',
    direction: 'down' as const,
    field: new RegExp(`^/body/${name}$`),
  })),
  ...['last_failure', 'auto_restart_status'].map((name) => ({
    api: 'nexus',
    at: '2026112100',
    direction: 'down' as const,
    field: new RegExp(`^/body(/items/\\d+)?/${name}$`),
  })),
];
