import { expect, it } from 'vitest';
import { migrate } from '../../src/migrate/index.ts';
import { forEachDatabase } from '../support/databases.ts';

forEachDatabase((engine) => {
  it('migrates an empty database, and then has nothing left to do', async () => {
    const database = await engine.empty();
    const first = await migrate(database);
    expect(first).toMatchObject({ version: 8 });
    expect(await migrate(database)).toEqual({ version: 8, applied: [] });
  });
});
