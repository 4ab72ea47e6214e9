import type { ProjectRow, Queries } from '@skewline/db-model';
import { maxDisksPerInstance } from '@skewline/nexus-types/domain';
import type { InstanceCreate, InstanceDiskAttachment } from '@skewline/nexus-types/external';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { CreateDisk } from '@skewline/saga/instance';
import { newDisk } from '../../disk-create.ts';
import { alreadyExists, invalid, notFound } from '../../lookup.ts';

export interface WantedDisks {
  /** In the order of their slots. */
  readonly disks: readonly CreateDisk[];
  readonly bootDiskId: Uuid | null;
}

/** The disks that are wanted: the one to start from comes first. */
export async function disksOf(
  queries: Queries,
  project: ProjectRow,
  { boot_disk: boot = null, disks: others = [] }: InstanceCreate,
  newId: () => Uuid,
): Promise<WantedDisks | Refusal> {
  const wanted = boot === null ? others : [boot, ...others];
  if (wanted.length > maxDisksPerInstance) {
    return invalid(`cannot attach more than ${String(maxDisksPerInstance)} disks to instance`);
  }
  const names = wanted.map(({ name }) => name);
  const again = names.find((name, index) => names.indexOf(name) !== index);
  if (again !== undefined) return invalid(`disk "${again}" is there twice`);
  const there = await disksOfNames(queries, project, names);
  const disks: CreateDisk[] = [];
  for (const one of wanted) {
    const disk = diskOf(project, one, there.get(one.name), newId);
    if (disk instanceof Refusal) return disk;
    disks.push(disk);
  }
  return { disks, bootDiskId: boot === null ? null : (disks[0]?.id ?? null) };
}

interface DiskThere {
  readonly id: Uuid;
  readonly attach_instance_id: Uuid | null;
}

async function disksOfNames(
  queries: Queries,
  project: ProjectRow,
  names: readonly string[],
): Promise<ReadonlyMap<string, DiskThere>> {
  if (names.length === 0) return new Map();
  const rows = await queries
    .selectFrom('disk')
    .select(['id', 'name', 'attach_instance_id'])
    .where('project_id', '=', project.id)
    .where('name', 'in', names)
    .where('time_deleted', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.name, row]));
}

function diskOf(
  project: ProjectRow,
  wanted: InstanceDiskAttachment,
  there: DiskThere | undefined,
  newId: () => Uuid,
): CreateDisk | Refusal {
  if (wanted.type === 'attach') {
    if (there === undefined) return notFound('disk', wanted.name);
    return there.attach_instance_id === null
      ? { kind: 'attach', id: there.id }
      : invalid(`disk "${wanted.name}" is attached to another instance`);
  }
  if (there !== undefined) return alreadyExists('disk', wanted.name);
  const disk = newDisk(wanted, { id: newId(), projectId: project.id });
  if (disk instanceof Refusal) return disk;
  const { projectId: _projectId, ...rest } = disk;
  return { kind: 'create', ...rest };
}
