/** A rack that serves both pages, with a project of few instances and one of many. */
import { join } from 'node:path';
import type { Database, Tables } from '@skewline/db-model';
import { sql } from 'kysely';
import { clientsAt, valueOf } from '../../apps/rack/src/index.ts';
import { fill } from '../nexus/fill.ts';
import { openSite } from '../nexus/site.ts';
import type { Server } from '../saga/server.ts';
import { makeFolder } from './folder.ts';

/** What is in the list that is looked at. */
export interface List {
  readonly projectId: string;
  readonly size: number;
  /** The id of the instance in its first row, which runs. */
  readonly first: string;
}

export interface ConsoleSite {
  /** `http://127.0.0.1:…` */
  readonly url: string;
  readonly token: string;
  /** Where both pages are. */
  readonly files: string;
  readonly few: List;
  readonly many: List;
  /** Has an instance be in that state, as if its sled agent had said so. */
  change(instance: string, state: 'running' | 'rebooting'): Promise<void>;
  close(): Promise<void>;
}

export async function openConsoleSite(
  server: Server,
  folder: string,
  { few, many }: { readonly few: number; readonly many: number },
): Promise<ConsoleSite> {
  const files = join(folder, 'console');
  await makeFolder(files);
  const rack = join(folder, 'rack');
  const site = await openSite(server, rack, {
    size: many,
    nexus: 1,
    startable: 0,
    consoleDirectory: files,
  });
  const { database, token } = site;
  const url = site.urls[0] ?? '';
  try {
    const { external } = clientsAt(url, token);
    const body = { name: 'few', description: '' };
    const { id } = valueOf(await external.projectCreate({ body }));
    const listOf = (projectId: string, ids: readonly string[]): List => ({
      projectId,
      size: ids.length,
      first: ids[0] ?? '',
    });
    return {
      url,
      token,
      files,
      few: listOf(id, await fill(database, id, few)),
      many: listOf(site.projectId, site.instances),
      change: (instance, state) => change(database, instance, state),
      close: () => site.close(),
    };
  } catch (error) {
    await site.close();
    throw error;
  }
}

async function change(
  { kysely }: Database<Tables>,
  instance: string,
  state: 'running' | 'rebooting',
): Promise<void> {
  const { numUpdatedRows } = await kysely
    .updateTable('vmm')
    .set({
      state,
      time_state_updated: new Date().toISOString(),
      state_generation: sql`state_generation + 1`,
    })
    .where('instance_id', '=', instance)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw new Error('the instance does not run');
}
