import type { VmmState as OldVmmState } from '@skewline/sled-agent-types/v44';
import type { VmmState as WireVmmState } from '@skewline/sled-agent-types/v49';
import type { VmmState } from '../../../src/domain/index.ts';
import type { InstanceState } from '../../../src/external/generated/v2026112100/types.ts';

/** One state of the domain, and how the others say it. */
export interface StateRow {
  readonly domain: VmmState;
  readonly wire: WireVmmState;
  /** In versions 1 to 48. */
  readonly older: OldVmmState;
  /** What users see of the VMM alone. */
  readonly external: InstanceState;
}

const text = 'oxz_propolis-server_1 halted';

/** The table of the design, section 6, written out. */
export const states: readonly StateRow[] = [
  {
    domain: { kind: 'creating' },
    wire: { kind: 'starting' },
    older: 'starting',
    external: 'starting',
  },
  {
    domain: { kind: 'starting' },
    wire: { kind: 'starting' },
    older: 'starting',
    external: 'starting',
  },
  {
    domain: { kind: 'running' },
    wire: { kind: 'running' },
    older: 'running',
    external: 'running',
  },
  {
    domain: { kind: 'stopping' },
    wire: { kind: 'stopping' },
    older: 'stopping',
    external: 'stopping',
  },
  {
    domain: { kind: 'stopped' },
    wire: { kind: 'stopped' },
    older: 'stopped',
    external: 'stopped',
  },
  {
    domain: { kind: 'rebooting' },
    wire: { kind: 'rebooting' },
    older: 'rebooting',
    external: 'rebooting',
  },
  {
    domain: { kind: 'migrating' },
    wire: { kind: 'migrating' },
    older: 'migrating',
    external: 'migrating',
  },
  {
    domain: { kind: 'failed', reason: 'prehistoric', detail: null },
    wire: { kind: 'failed', cause: 'unspecified', detail: null },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'failed', reason: 'prehistoric', detail: text },
    wire: { kind: 'failed', cause: 'unspecified', detail: text },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'failed', reason: 'from_sled_agent', detail: null },
    wire: { kind: 'failed', cause: 'unspecified', detail: null },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'failed', reason: 'from_sled_agent', detail: text },
    wire: { kind: 'failed', cause: 'unspecified', detail: text },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'failed', reason: 'no_such_instance', detail: null },
    wire: { kind: 'failed', cause: 'unspecified', detail: null },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'failed', reason: 'no_such_instance', detail: text },
    wire: { kind: 'failed', cause: 'unspecified', detail: text },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'failed', reason: 'sled_expunged', detail: null },
    wire: { kind: 'failed', cause: 'unspecified', detail: null },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'failed', reason: 'sled_expunged', detail: text },
    wire: { kind: 'failed', cause: 'unspecified', detail: text },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'failed', reason: 'sled_off', detail: null },
    wire: { kind: 'failed', cause: 'unspecified', detail: null },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'failed', reason: 'sled_off', detail: text },
    wire: { kind: 'failed', cause: 'unspecified', detail: text },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'failed', reason: 'zone_gone', detail: null },
    wire: { kind: 'failed', cause: 'zone_gone', detail: null },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'failed', reason: 'zone_gone', detail: text },
    wire: { kind: 'failed', cause: 'zone_gone', detail: text },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'failed', reason: 'propolis_lost_instance', detail: null },
    wire: { kind: 'failed', cause: 'propolis_lost_instance', detail: null },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'failed', reason: 'propolis_lost_instance', detail: text },
    wire: { kind: 'failed', cause: 'propolis_lost_instance', detail: text },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'failed', reason: 'setup_failed', detail: null },
    wire: { kind: 'failed', cause: 'setup_failed', detail: null },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'failed', reason: 'setup_failed', detail: text },
    wire: { kind: 'failed', cause: 'setup_failed', detail: text },
    older: 'failed',
    external: 'failed',
  },
  {
    domain: { kind: 'destroyed' },
    wire: { kind: 'destroyed' },
    older: 'destroyed',
    external: 'destroyed',
  },
  {
    domain: { kind: 'saga_unwound' },
    wire: { kind: 'destroyed' },
    older: 'destroyed',
    external: 'stopped',
  },
];

/** The way back: a state of version 1 to 48, of version 49, and of the domain. */
export const statesUp: readonly (readonly [OldVmmState, WireVmmState, VmmState])[] = [
  ['starting', { kind: 'starting' }, { kind: 'starting' }],
  ['running', { kind: 'running' }, { kind: 'running' }],
  ['stopping', { kind: 'stopping' }, { kind: 'stopping' }],
  ['stopped', { kind: 'stopped' }, { kind: 'stopped' }],
  ['rebooting', { kind: 'rebooting' }, { kind: 'rebooting' }],
  ['migrating', { kind: 'migrating' }, { kind: 'migrating' }],
  [
    'failed',
    { kind: 'failed', cause: 'unspecified', detail: null },
    { kind: 'failed', reason: 'from_sled_agent', detail: null },
  ],
  ['destroyed', { kind: 'destroyed' }, { kind: 'destroyed' }],
];

/** What only version 49 can say, and the domain's words for it. */
export const failuresUp: readonly (readonly [WireVmmState, VmmState])[] = [
  [
    { kind: 'failed', cause: 'unspecified', detail: text },
    { kind: 'failed', reason: 'from_sled_agent', detail: text },
  ],
  [
    { kind: 'failed', cause: 'zone_gone', detail: null },
    { kind: 'failed', reason: 'zone_gone', detail: null },
  ],
  [
    { kind: 'failed', cause: 'zone_gone', detail: text },
    { kind: 'failed', reason: 'zone_gone', detail: text },
  ],
  [
    { kind: 'failed', cause: 'propolis_lost_instance', detail: null },
    { kind: 'failed', reason: 'propolis_lost_instance', detail: null },
  ],
  [
    { kind: 'failed', cause: 'propolis_lost_instance', detail: text },
    { kind: 'failed', reason: 'propolis_lost_instance', detail: text },
  ],
  [
    { kind: 'failed', cause: 'setup_failed', detail: null },
    { kind: 'failed', reason: 'setup_failed', detail: null },
  ],
  [
    { kind: 'failed', cause: 'setup_failed', detail: text },
    { kind: 'failed', reason: 'setup_failed', detail: text },
  ],
];
