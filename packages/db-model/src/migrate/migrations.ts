import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseProblem, errorMessage } from '../database/problem.ts';

/** What a new version of the schema changes, in order. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly steps: readonly Step[];
}

/** One statement. */
export interface Step {
  readonly version: number;
  /** `up01`, or `up01.verify` for the check that follows it. */
  readonly name: string;
  /** `apply` changes something; `verify` selects the rows that are wrong, and there must be none. */
  readonly kind: 'apply' | 'verify';
  readonly sql: string;
  /** Of the statement without the comments around it: those may be mended later. */
  readonly checksum: string;
}

/** The migrations of this package. Beside `src` and `dist` alike. */
export const migrationsFolder: string = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Reads a folder of migrations: `0001-name/up01.sql`, without gaps in either number. */
export async function readMigrations(
  folder: string = migrationsFolder,
): Promise<readonly Migration[] | DatabaseProblem> {
  const migrations: Migration[] = [];
  try {
    for (const directory of (await readdir(folder)).toSorted()) {
      const match = /^(\d{4})-([a-z0-9-]+)$/.exec(directory);
      const version = Number(match?.[1]);
      const name = match?.[2];
      if (name === undefined || version !== migrations.length + 1) {
        const wanted = String(migrations.length + 1).padStart(4, '0');
        return malformed(join(folder, directory), `a folder named ${wanted}-NAME`);
      }
      const steps = await readSteps(join(folder, directory), version);
      if (steps instanceof DatabaseProblem) return steps;
      migrations.push({ version, name, steps });
    }
  } catch (error) {
    return new DatabaseProblem(
      'migrations_malformed',
      `the migrations cannot be read: ${errorMessage(error)}`,
      'install the package again, with its folder `migrations`',
      error,
    );
  }
  return migrations.length === 0 ? malformed(folder, 'at least one migration') : migrations;
}

async function readSteps(folder: string, version: number): Promise<Step[] | DatabaseProblem> {
  const steps: Step[] = [];
  let last = 0;
  // Without the ending, `up01` comes before `up01.verify`.
  const names = (await readdir(folder)).map((file) => file.replace(/\.sql$/, '')).toSorted();
  for (const name of names) {
    const match = /^up(\d\d)(\.verify)?$/.exec(name);
    const kind = match?.[2] === undefined ? 'apply' : 'verify';
    const wanted = kind === 'apply' ? last + 1 : last;
    if (match === null || Number(match[1]) !== wanted || wanted === 0) {
      return malformed(join(folder, name), `up${String(last + 1).padStart(2, '0')}.sql`);
    }
    last = wanted;
    const sql = await readFile(join(folder, `${name}.sql`), 'utf8');
    steps.push({ version, name, kind, sql, checksum: checksum(sql) });
  }
  return steps.length === 0 ? malformed(folder, 'at least up01.sql in it') : steps;
}

function malformed(place: string, wanted: string): DatabaseProblem {
  return new DatabaseProblem(
    'migrations_malformed',
    `${place} is not what was looked for: ${wanted}`,
    'number migrations and their steps from 1, without gaps, and keep nothing else beside them',
  );
}

function checksum(sql: string): string {
  const statement = sql
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !line.trimStart().startsWith('--'))
    .join('\n');
  return createHash('sha256').update(statement).digest('hex');
}
