import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGliteDialect, sql } from 'kysely';
import type { TestProject } from 'vitest/node';
import { parsers } from '../../src/database/column-types.ts';
import { makeDatabase } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/index.ts';
import { migrate } from '../../src/migrate/index.ts';
import { setup as startCluster } from './postgres-cluster.ts';
import { orThrow } from './problems.ts';

/** Databases that are made once for the whole run, to be copied: to make one and to migrate it takes seconds. */
export interface Templates {
  /** Files of what `dumpDataDir` of PGlite gave. */
  readonly pglite: Template;
  /** Databases of the server. Nobody may be connected to one, or it cannot be copied. */
  readonly postgres: Template;
}

interface Template {
  /** Without tables. */
  readonly empty: string;
  /** With all tables. */
  readonly migrated: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    readonly templates: Templates;
  }
}

/** A PostgreSQL for the run, and what tests take copies of. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stopCluster = await startCluster(project);
  const folder = await mkdtemp(join(tmpdir(), 'skewline-templates-'));
  const remove = async (): Promise<void> => {
    await stopCluster();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    // One after the other: PGlite lets nothing else of this process happen for seconds, and connecting has a time limit.
    const postgres = await migrateOn(project.getProvidedContext().postgresUrl);
    project.provide('templates', { pglite: await dumpPGlite(folder), postgres });
    return remove;
  } catch (error) {
    await remove();
    throw error;
  }
}

async function dumpPGlite(folder: string): Promise<Template> {
  const pglite = await PGlite.create({ parsers: Object.fromEntries(parsers) });
  const dump = async (name: string): Promise<string> => {
    // So that who opens the copy has nothing to recover.
    await pglite.exec('CHECKPOINT');
    const file = join(folder, `${name}.tar`);
    await writeFile(file, (await pglite.dumpDataDir('none')).stream());
    return file;
  };
  const empty = await dump('empty');
  const database = makeDatabase<unknown>('pglite', new PGliteDialect({ pglite }));
  orThrow(await migrate(database));
  const migrated = await dump('migrated');
  await database.close();
  return { empty, migrated };
}

async function migrateOn(server: string): Promise<Template> {
  const migrated = 'test_template_migrated';
  const admin = orThrow(await openDatabase<unknown>({ url: server, connections: 1 }));
  await sql.raw(`CREATE DATABASE ${migrated}`).execute(admin.kysely);
  await admin.close();
  const url = new URL(server);
  url.pathname = `/${migrated}`;
  const database = orThrow(await openDatabase<unknown>({ url: url.href }));
  orThrow(await migrate(database));
  await database.close();
  return { empty: 'template1', migrated };
}
