/** Migrates a database, and says each step that it begins; kills itself at the step that it is told. */
import { type DatabaseLocation, openDatabase } from '../../../src/database/index.ts';
import { migrate, readMigrations } from '../../../src/migrate/index.ts';
import { argument, orExit, say } from './say.ts';

const { location, folder, killAt } = argument<{
  location: DatabaseLocation;
  folder?: string;
  killAt?: string;
}>();
const database = orExit(await openDatabase<unknown>(location));
const migrations = orExit(await readMigrations(folder));
say('open');
const report = await migrate(database, {
  migrations,
  onStep(step) {
    const name = `${String(step.version).padStart(4, '0')}/${step.name}`;
    say(name);
    if (name === killAt) process.kill(process.pid, 'SIGKILL');
  },
});
say(`applied ${orExit(report).applied.join(' ')}`);
await database.close();
process.exit(0);
