import type { RackState } from './state.ts';

/** What a value has to be: text, a count, a list of something, or an object with at least these members. */
type Shape =
  'text' | 'count' | { readonly list: Shape } | { readonly members: Record<string, Shape> };

const disk: Shape = {
  members: {
    id: 'text',
    zpool_id: 'text',
    dataset_id: 'text',
    serial: 'text',
    size: 'count',
    control_plane_storage_buffer: 'count',
  },
};

const sled: Shape = {
  members: {
    id: 'text',
    serial: 'text',
    port: 'count',
    controlPort: 'count',
    version: 'count',
    hardwareThreads: 'count',
    reservoirRam: 'count',
    disks: { list: disk },
  },
};

const members: { readonly [Member in keyof RackState]: Shape } = {
  layout: 'count',
  rackId: 'text',
  database: 'text',
  gateway: { members: { port: 'count' } },
  nexus: { list: { members: { port: 'count', internalPort: 'count' } } },
  sleds: { list: sled },
  told: 'count',
};

/** Whether `rack.json` is as this layout has it: somebody may have edited it. */
export function isRackState(value: unknown): value is RackState {
  return (
    is(value, { members }) && ['pglite', 'postgres'].includes(String(memberOf(value, 'database')))
  );
}

function is(value: unknown, shape: Shape): boolean {
  if (shape === 'text') return typeof value === 'string';
  if (shape === 'count') return Number.isSafeInteger(value) && Number(value) >= 0;
  if ('list' in shape) {
    return Array.isArray(value) && value.every((item) => is(item, shape.list));
  }
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(shape.members).every(([name, member]) => is(memberOf(value, name), member))
  );
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
