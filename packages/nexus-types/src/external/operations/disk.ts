import type { Operation } from '@skewline/runtime/api';
import type { DiskCreate } from '../v2026073100/disk-create.ts';
import type { Disk, DiskPath, DiskResultsPage } from '../v2026073100/disk.ts';
import type { Error } from '../v2026073100/error.ts';
import type { NameOrId } from '../v2026073100/name.ts';
import type { ProjectPageQuery, ProjectQuery, RequiredProjectQuery } from '../v2026073100/page.ts';

export interface DiskOperations {
  /** Lists the disks of a project. */
  disk_list: Operation<
    'GET',
    '/v1/disks',
    {
      query: ProjectPageQuery;
      responses: { 200: DiskResultsPage; '4XX': Error; '5XX': Error };
      tags: ['disks'];
    }
  >;

  /** Makes a disk. */
  disk_create: Operation<
    'POST',
    '/v1/disks',
    {
      query: RequiredProjectQuery;
      body: DiskCreate;
      responses: { 201: Disk; '4XX': Error; '5XX': Error };
      tags: ['disks'];
    }
  >;

  /** Shows a disk. */
  disk_view: Operation<
    'GET',
    '/v1/disks/{disk}',
    {
      path: { disk: NameOrId };
      query: ProjectQuery;
      responses: { 200: Disk; '4XX': Error; '5XX': Error };
      tags: ['disks'];
    }
  >;

  /** Deletes a disk that is attached to nothing. */
  disk_delete: Operation<
    'DELETE',
    '/v1/disks/{disk}',
    {
      path: { disk: NameOrId };
      query: ProjectQuery;
      responses: { 204: void; '4XX': Error; '5XX': Error };
      tags: ['disks'];
    }
  >;

  /** Lists the disks of an instance. */
  instance_disk_list: Operation<
    'GET',
    '/v1/instances/{instance}/disks',
    {
      path: { instance: NameOrId };
      query: ProjectPageQuery;
      responses: { 200: DiskResultsPage; '4XX': Error; '5XX': Error };
      tags: ['instances'];
    }
  >;

  /** Attaches a disk to an instance that is stopped. */
  instance_disk_attach: Operation<
    'POST',
    '/v1/instances/{instance}/disks/attach',
    {
      path: { instance: NameOrId };
      query: ProjectQuery;
      body: DiskPath;
      responses: { 202: Disk; '4XX': Error; '5XX': Error };
      tags: ['instances'];
    }
  >;

  /** Detaches a disk from an instance that is stopped. */
  instance_disk_detach: Operation<
    'POST',
    '/v1/instances/{instance}/disks/detach',
    {
      path: { instance: NameOrId };
      query: ProjectQuery;
      body: DiskPath;
      responses: { 202: Disk; '4XX': Error; '5XX': Error };
      tags: ['instances'];
    }
  >;
}
