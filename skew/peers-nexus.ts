/**
 * A small control plane in memory, for clients that others made: the operations of the external API
 * that they use most, written for its newest version only.
 */
import { randomUUID } from 'node:crypto';
import type * as Nexus from '@skewline/nexus-types/external/v2026112100';
import { api } from '@skewline/nexus-types/external/server';
import type { Call, Handlers } from '@skewline/server';

type Operations = Nexus.Operations;

/** A time as omicron writes it: to the microsecond, with `Z`. */
export const time = '2026-11-21T06:38:00.123456Z';

export const sled: Nexus.Sled = {
  id: '4f1d2a3b-5c6d-4e7f-8a9b-0c1d2e3f4a5b',
  rack_id: '5a2e3b4c-6d7e-4f80-9bac-1d2e3f4a5b6c',
  baseboard: { part: '913-0000019', serial: 'BRM42220031', revision: 6 },
  policy: { kind: 'in_service', provision_policy: 'provisionable' },
  state: 'active',
  usable_hardware_threads: 128,
  usable_physical_ram: 1_099_511_627_776,
  time_created: time,
  time_modified: time,
};

const attempt = '6b3f4c5d-7e8f-4091-8cbd-2e3f4a5b6c7d';

/** Why no instance starts here whose name says so. */
export const noRoom: Nexus.StartFailure = {
  code: 'no_capacity',
  fault: 'capacity',
  transience: 'transient',
  message: 'No sled has room for the instance.',
  hint: 'Stop another instance, or make this one smaller.',
  counts: [{ reason: 'reservoir', sleds: 3, least_shortfall: 1_073_741_824 }],
};

/** What a control plane remembers between requests. */
export class Rack {
  readonly projects = new Map<string, Nexus.Project>();
  readonly instances = new Map<string, Nexus.Instance>();
  readonly affinityGroups = new Map<string, Nexus.AffinityGroup>();
  readonly antiAffinityGroups = new Map<string, Nexus.AntiAffinityGroup>();
  /** By group, the ids of its members. */
  readonly members = new Map<string, string[]>();
  /** What handlers were given, newest last: the newest version's words, whoever asked. */
  readonly asked: {
    readonly operation: string;
    readonly version: string;
    readonly request: unknown;
  }[] = [];
}

interface Named {
  readonly id: string;
  readonly name: string;
}

function found<Value extends Named>(
  all: ReadonlyMap<string, Value>,
  nameOrId: string,
): Value | undefined {
  return all.get(nameOrId) ?? [...all.values()].find(({ name }) => name === nameOrId);
}

const identity = ({
  name,
  description,
}: {
  readonly name: string;
  readonly description: string;
}) => ({
  id: randomUUID(),
  name,
  description,
  time_created: time,
  time_modified: time,
});

const notFound = (what: string, name: string, { requestId }: Call) =>
  ({
    status: 404,
    body: {
      error_code: 'ObjectNotFound',
      message: `not found: ${what} with name "${name}"`,
      request_id: requestId,
    },
  }) as const;

/** Some of a list. The token is the position to go on at. */
function page<Item>(
  items: readonly Item[],
  query: { readonly limit?: number | null; readonly page_token?: string | null } = {},
): { items: Item[]; next_page: string | null } {
  const from = Number(query.page_token ?? 0);
  const to = from + (query.limit ?? 100);
  return { items: items.slice(from, to), next_page: to < items.length ? String(to) : null };
}

type Served =
  | 'affinity_group_create'
  | 'affinity_group_member_instance_add'
  | 'anti_affinity_group_create'
  | 'anti_affinity_group_member_instance_add'
  | 'instance_affinity_group_list'
  | 'instance_create'
  | 'instance_delete'
  | 'instance_disk_list'
  | 'instance_list'
  | 'instance_reboot'
  | 'instance_start'
  | 'instance_stop'
  | 'instance_view'
  | 'project_create'
  | 'sled_instance_list'
  | 'sled_list';

export function handlersOf(rack: Rack): Handlers<Operations> {
  const become = (name: string, run_state: Nexus.InstanceState, call: Call) => {
    const instance = found(rack.instances, name);
    if (instance === undefined) return notFound('instance', name, call);
    const now = { ...instance, run_state, time_run_state_updated: time };
    rack.instances.set(now.id, now);
    return { status: 202, body: now } as const;
  };
  const join = (groups: ReadonlyMap<string, Named>, group: string, name: string, call: Call) => {
    const [into, instance] = [found(groups, group), found(rack.instances, name)];
    if (into === undefined) return notFound('group', group, call);
    if (instance === undefined) return notFound('instance', name, call);
    rack.members.set(into.id, [...(rack.members.get(into.id) ?? []), instance.id]);
    const { id, run_state } = instance;
    return {
      status: 201,
      body: { type: 'instance', value: { id, name: instance.name, run_state } },
    } as const;
  };

  const served: Pick<Handlers<Operations>, Served> = {
    project_create: ({ body }) => {
      const project = identity(body);
      rack.projects.set(project.id, project);
      return { status: 201, body: project };
    },
    instance_create: ({ query, body }, call) => {
      const project = found(rack.projects, query.project);
      if (project === undefined) return notFound('project', query.project, call);
      const { hostname, ncpus, memory, start = true, cpu_platform = null } = body;
      const instance: Nexus.Instance = {
        ...identity(body),
        project_id: project.id,
        hostname,
        ncpus,
        memory,
        boot_disk_id: (body.boot_disk ?? null) === null ? null : randomUUID(),
        cpu_platform,
        run_state: start ? 'starting' : 'stopped',
        time_run_state_updated: time,
        enable_jumbo_frames: body.enable_jumbo_frames ?? false,
        auto_restart_enabled: body.auto_restart_policy !== 'never',
        auto_restart_policy: body.auto_restart_policy ?? null,
        last_failure: { kind: 'start', time_failed: time, attempt_id: attempt, failure: noRoom },
        auto_restart_status: { kind: 'planned', time_next_try: time },
      };
      rack.instances.set(instance.id, instance);
      return { status: 201, body: instance, headers: start ? { 'start-attempt': attempt } : {} };
    },
    instance_list: ({ query }) => {
      const all = [...rack.instances.values()];
      if (query?.sort_by === 'name_descending') all.reverse();
      return { status: 200, body: page(all, query) };
    },
    instance_view: ({ path }, call) => {
      const instance = found(rack.instances, path.instance);
      return instance === undefined
        ? notFound('instance', path.instance, call)
        : { status: 200, body: instance };
    },
    instance_start: ({ path }, call) => {
      if (path.instance !== 'too-big') return become(path.instance, 'starting', call);
      const { requestId: request_id } = call;
      const message = noRoom.message;
      const error = { error_code: 'InsufficientCapacity', message, request_id };
      return {
        status: 507,
        body: { ...error, start_failure: noRoom, start_attempt_id: attempt },
      };
    },
    instance_stop: ({ path }, call) => become(path.instance, 'stopping', call),
    instance_reboot: ({ path }, call) => become(path.instance, 'rebooting', call),
    instance_delete: ({ path }, call) => {
      const instance = found(rack.instances, path.instance);
      if (instance === undefined) return notFound('instance', path.instance, call);
      rack.instances.delete(instance.id);
      return { status: 204 };
    },
    instance_affinity_group_list: ({ path, query }, call) => {
      const instance = found(rack.instances, path.instance);
      if (instance === undefined) return notFound('instance', path.instance, call);
      const groups = [...rack.affinityGroups.values()];
      const its = groups.filter(({ id }) => rack.members.get(id)?.includes(instance.id) ?? false);
      return { status: 200, body: page(its, query) };
    },
    instance_disk_list: ({ path, query }, call) => {
      const instance = found(rack.instances, path.instance);
      if (instance === undefined) return notFound('instance', path.instance, call);
      const { id, project_id, boot_disk_id } = instance;
      if (boot_disk_id === null || boot_disk_id === undefined)
        return { status: 200, body: page<Nexus.Disk>([]) };
      const disk: Nexus.Disk = {
        ...identity({ name: 'boot', description: 'b' }),
        id: boot_disk_id,
        project_id,
        size: 1_073_741_824,
        block_size: 512,
        disk_type: 'distributed',
        state: { state: 'attached', instance: id },
        device_path: '/mnt/boot',
        read_only: false,
        image_id: null,
        snapshot_id: null,
      };
      return { status: 200, body: page([disk], query) };
    },
    affinity_group_create: ({ query, body }, call) => {
      const project = found(rack.projects, query.project);
      if (project === undefined) return notFound('project', query.project, call);
      const { policy, failure_domain } = body;
      const group = { ...identity(body), project_id: project.id, policy, failure_domain };
      rack.affinityGroups.set(group.id, group);
      return { status: 201, body: group };
    },
    anti_affinity_group_create: ({ query, body }, call) => {
      const project = found(rack.projects, query.project);
      if (project === undefined) return notFound('project', query.project, call);
      const { policy, failure_domain } = body;
      const group = { ...identity(body), project_id: project.id, policy, failure_domain };
      rack.antiAffinityGroups.set(group.id, group);
      return { status: 201, body: group };
    },
    affinity_group_member_instance_add: ({ path }, call) =>
      join(rack.affinityGroups, path.affinity_group, path.instance, call),
    anti_affinity_group_member_instance_add: ({ path }, call) =>
      join(rack.antiAffinityGroups, path.anti_affinity_group, path.instance, call),
    sled_list: ({ query }) => ({ status: 200, body: page([sled], query) }),
    sled_instance_list: ({ query }) => {
      const instances = [...rack.instances.values()].map((instance) => ({
        id: instance.id,
        active_sled_id: sled.id,
        name: instance.name,
        project_name: 'proj',
        silo_name: 'silo',
        state: instance.run_state,
        ncpus: instance.ncpus,
        memory: instance.memory,
        migration_id: null,
        time_created: instance.time_created,
        time_modified: instance.time_modified,
      }));
      return { status: 200, body: page(instances, query) };
    },
  };

  const notHere = (_: unknown, { operation, requestId }: Call) =>
    ({
      status: 501,
      body: { message: `${operation} is not served here`, request_id: requestId },
    }) as const;
  const all = { ...Object.fromEntries(api.operations.map(({ id }) => [id, notHere])), ...served };
  // The ids are those of the API's operations, and each of them may answer 501.
  return watched(all, rack) as Handlers<Operations>;
}

type Anyhow = (request: never, call: Call) => unknown;

/** The same handlers, with a note of what each is given. */
function watched(handlers: object, rack: Rack): object {
  const entries = Object.entries(handlers) as [string, Anyhow][]; // a record of handlers
  const watch =
    (handler: Anyhow): Anyhow =>
    (request, call) => {
      rack.asked.push({ operation: call.operation, version: call.version, request });
      return handler(request, call);
    };
  return Object.fromEntries(entries.map(([id, handler]) => [id, watch(handler)]));
}
