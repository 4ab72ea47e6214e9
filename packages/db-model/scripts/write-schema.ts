/** Writes schema.sql from the migrations. With --check it only says whether it is up to date: 0 if so, else 4. */
import { readFile, writeFile } from 'node:fs/promises';
import { DatabaseProblem, openDatabase } from '../src/database/index.ts';
import { migrate } from '../src/migrate/index.ts';
import { readCatalog } from './catalog.ts';
import { schemaText } from './schema-text.ts';

const file = new URL('../schema.sql', import.meta.url);
const text = await schemaOfMigrations();
if (!process.argv.includes('--check')) {
  await writeFile(file, text);
} else if ((await readFile(file, 'utf8')) !== text) {
  process.stderr.write(
    'schema.sql is not what the migrations give: run node --conditions=skewline-source packages/db-model/scripts/write-schema.ts\n',
  );
  process.exitCode = 4;
}

async function schemaOfMigrations(): Promise<string> {
  const database = await openDatabase<unknown>({ memory: true });
  if (database instanceof DatabaseProblem) throw new Error(database.message);
  const report = await migrate(database);
  if (report instanceof DatabaseProblem) throw new Error(report.message);
  const catalog = await readCatalog(database.kysely);
  await database.close();
  return schemaText(catalog);
}
