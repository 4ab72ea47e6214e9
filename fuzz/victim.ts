import { randomUUID } from 'node:crypto';
import { type NexusClients, valueOf } from '../apps/rack/src/index.ts';
import type { Ids } from './cases.ts';

/** What one user has, for the requests of another to be kept away from. */
export interface Holdings {
  readonly ids: Ids;
  /** Stands in every text that the user wrote. */
  readonly marker: string;
  readonly projectId: string;
}

/** Makes a project with something of each kind in it. */
export async function settle(user: NexusClients, name: string): Promise<Holdings> {
  const marker = `marker-${randomUUID()}`;
  const { external: nexus } = user;
  const description = marker;
  const project = valueOf(await nexus.projectCreate({ body: { name, description } }));
  const query = { project: name };
  const disk = valueOf(
    await nexus.diskCreate({
      query,
      body: {
        name: 'disk',
        description,
        size: 2 ** 30,
        disk_backend: { type: 'distributed', disk_source: { type: 'blank', block_size: 512 } },
      },
    }),
  );
  const group = { name: 'group', description, policy: 'allow', failure_domain: 'sled' } as const;
  const together = valueOf(await nexus.affinityGroupCreate({ query, body: group }));
  const apart = valueOf(await nexus.antiAffinityGroupCreate({ query, body: group }));
  const instances: { readonly id: string; readonly name: string }[] = [];
  for (const [index, start] of [true, false].entries()) {
    const made = await nexus.instanceCreate({
      query,
      body: {
        name: `web-${String(index)}`,
        description,
        hostname: `web-${String(index)}`,
        ncpus: 1,
        memory: 2 ** 30,
        start,
        network_interfaces: { type: 'none' },
      },
    });
    instances.push(valueOf(made));
  }
  const [, stopped] = instances;
  if (stopped === undefined) throw new Error('there is no second instance');
  const membership = { affinity_group: together.id, instance: stopped.id };
  valueOf(await nexus.affinityGroupMemberInstanceAdd({ path: membership }));
  const attempts = await Promise.all(
    instances.map(({ id }) => nexus.instanceStartAttemptList({ path: { instance: id } })),
  );
  const both = (one: { readonly id: string; readonly name: string }): readonly string[] => [
    one.id,
    one.name,
  ];
  return {
    marker,
    projectId: project.id,
    ids: {
      token: user.token,
      project: name,
      byParameter: {
        project: both(project),
        disk: both(disk),
        affinity_group: both(together),
        anti_affinity_group: both(apart),
        instance: instances.flatMap(both),
        attempt_id: attempts.flatMap((page) => valueOf(page).items.map(({ id }) => id)),
        instance_id: instances.map(({ id }) => id),
        project_id: [project.id],
      },
    },
  };
}

/** Makes again what requests have taken away. What is there stays as it is. */
export async function replenish({ external: nexus }: NexusClients, name: string): Promise<void> {
  const query = { project: name };
  const description = '';
  await nexus.projectCreate({ body: { name, description } });
  const group = { name: 'group', description, policy: 'allow', failure_domain: 'sled' } as const;
  await Promise.all([
    nexus.affinityGroupCreate({ query, body: group }),
    nexus.antiAffinityGroupCreate({ query, body: group }),
    ...['web-0', 'web-1'].map((instance) =>
      nexus.instanceCreate({
        query,
        body: {
          name: instance,
          description,
          hostname: instance,
          ncpus: 1,
          memory: 2 ** 30,
          network_interfaces: { type: 'none' },
        },
      }),
    ),
  ]);
}

/** All that a user has, and all that only operators may change, as text: compared before and after. */
export async function snapshot(
  user: NexusClients,
  { ids }: Holdings,
  { operator }: NexusClients,
): Promise<string> {
  const { external: nexus } = user;
  const query = { project: ids.project, limit: 1000 };
  const instances = valueOf(await nexus.instanceList({ query })).items;
  const events = await Promise.all(
    instances.map(({ id }) => nexus.instanceEventList({ path: { instance: id } })),
  );
  const sleds = valueOf(await operator.sledList({})).items;
  return JSON.stringify(
    [
      valueOf(await nexus.projectList({})),
      instances,
      events.map(valueOf),
      valueOf(await nexus.diskList({ query })),
      valueOf(await nexus.affinityGroupList({ query })),
      valueOf(await nexus.antiAffinityGroupList({ query })),
      // What others take of them is theirs.
      sleds.map((sled) => ({ ...sled, reserved: null, vmms: null })),
      valueOf(await operator.userList({})),
      valueOf(
        await operator.projectQuotaView({
          path: { project_id: ids.byParameter['project_id']?.[0] ?? '' },
        }),
      ),
    ],
    undefined,
    1,
  );
}
