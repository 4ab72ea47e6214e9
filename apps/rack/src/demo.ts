import type { InstanceCreate } from '@skewline/nexus-client/external';
import { valueOf } from './clients.ts';
import type { Rack } from './handles.ts';
import { gibibyte } from './inventory.ts';

export const demoUser = 'demo';
export const demoProject = 'demo';

/** One is kept apart from the others of its kind, as web servers are, and one is not worth starting again. */
const instances: readonly InstanceCreate[] = [
  ...['web-1', 'web-2', 'web-3'].map((name) => ({
    ...sized(name, 'Serves pages', 2, 4),
    anti_affinity_groups: ['web'],
  })),
  {
    ...sized('db-1', 'Keeps the records, on a disk of its own sled', 4, 16),
    disks: [
      {
        type: 'create' as const,
        name: 'db-1-data',
        description: 'The records',
        size: 20 * gibibyte,
        disk_backend: { type: 'local' as const },
      },
    ],
  },
  { ...sized('batch-1', 'Is not started again', 2, 8), auto_restart_policy: 'never' },
];

/** A small project of a user. Where the project is there already, nothing is added to it. */
export async function makeDemo(rack: Rack): Promise<void> {
  const { external } = await rack.user(demoUser);
  const known = await external.projectView({ path: { project: demoProject } });
  if (known.ok) return;
  valueOf(
    await external.projectCreate({
      body: { name: demoProject, description: 'Something to look at' },
    }),
  );
  const query = { project: demoProject };
  valueOf(
    await external.antiAffinityGroupCreate({
      query,
      body: {
        name: 'web',
        description: 'Each on a sled of its own',
        policy: 'fail',
        failure_domain: 'sled',
      },
    }),
  );
  for (const body of instances) valueOf(await external.instanceCreate({ query, body }));
}

function sized(
  name: string,
  description: string,
  ncpus: number,
  gibibytes: number,
): InstanceCreate {
  return { name, description, hostname: name, ncpus, memory: gibibytes * gibibyte };
}
