import { migrate, openDatabase, type Tables } from '@skewline/db-model';
import * as validators from '@skewline/nexus-types/operator/v1/validators';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseRows } from '../../../../packages/db-model/test/store/base-rows.ts';
import { onPostgres, orThrow } from '../../../../packages/db-model/test/support/databases.ts';
import { given } from '../operator/support/world.ts';
import { startNexus, type TestNexus } from '../support/harness.ts';
import { normalised, type Ran, run } from './support/run.ts';
import { anHourLater, fixTimes, idOf, makeScene, type Scene } from './support/scene.ts';

// One nexus on a server, and the same database beside it: what the one says the other must say.
onPostgres((engine) => {
  let nexus: TestNexus;
  let scene: Scene;
  let database: string;
  let saga: string;
  let token: string;
  beforeAll(async () => {
    const location = await engine.location();
    if (!('url' in location)) throw new Error('a server has a URL');
    database = location.url;
    nexus = await startNexus({ config: { database: location } });
    scene = await makeScene(nexus);
    saga = await scene.stuckSaga();
    await fixTimes(nexus.nexus.database);
    token = nexus.operator.authorization.replace('Bearer ', '');
  });
  afterAll(async () => {
    await scene.close();
    await nexus.close();
  });

  const ofNexus = async (...args: readonly string[]): Promise<Ran> =>
    run([...args, '--url', nexus.url, '--token', token], { now: () => anHourLater });
  const ofDatabase = async (...args: readonly string[]): Promise<Ran> =>
    run([...args, '--database', database]);

  /** Each command that reads what is in the database; `SAGA` is the one that is stuck. */
  const reading: readonly (readonly [
    golden: string,
    args: readonly string[],
    validate: (value: unknown) => boolean,
  ])[] = [
    ['instance-list', ['instance', 'list'], validators.validateInstanceResultsPage],
    [
      'instance-list-failed',
      ['instance', 'list', '--state', 'failed', '--project', 'shop'],
      validators.validateInstanceResultsPage,
    ],
    ['instance-show-web', ['instance', 'show', 'shop/web'], validators.validateInstance],
    ['instance-show-db', ['instance', 'show', 'shop/db'], validators.validateInstance],
    [
      'instance-events',
      ['instance', 'events', 'shop/db'],
      validators.validateInstanceEventResultsPage,
    ],
    ['vmm-list', ['vmm', 'list'], validators.validateVmmResultsPage],
    ['vmm-list-failed', ['vmm', 'list', '--state', 'failed'], validators.validateVmmResultsPage],
    ['vmm-show', ['vmm', 'show', '00000000-0000-4000-8000-000000000023'], validators.validateVmm],
    ['migration-list', ['migration', 'list'], validators.validateMigrationResultsPage],
    [
      'saga-list',
      ['saga', 'list', '--name', 'shed', '--state', 'stuck'],
      validators.validateSagaResultsPage,
    ],
    ['saga-show', ['saga', 'show', 'SAGA'], validators.validateSaga],
    [
      'placement-room',
      ['placement', 'explain', 'shop/db'],
      validators.validatePlacementExplanation,
    ],
    [
      'placement-none',
      ['placement', 'explain', 'shop/old'],
      validators.validatePlacementExplanation,
    ],
    ['sled-list', ['sled', 'list'], validators.validateSleds],
    ['user-list', ['user', 'list'], validators.validateUsers],
    ['attempt-list', ['attempt', 'list'], validators.validateStartAttemptResultsPage],
    [
      'attempt-show',
      ['attempt', 'show', '00000000-0000-4000-8000-000000000041'],
      validators.validateStartAttemptDetail,
    ],
  ];
  const words = (args: readonly string[]): readonly string[] =>
    args.map((arg) => (arg === 'SAGA' ? saga : arg));

  describe.each(reading)('%s', (golden, args, validate) => {
    it('shows people what is to be seen', async () => {
      const { out, err, exitCode } = await ofNexus(...words(args));
      expect(exitCode).toBe(0);
      await expect(normalised(`${out}${err === '' ? '' : `--\n${err}`}`)).toMatchFileSnapshot(
        `golden/${golden}.txt`,
      );
    });

    it('gives programs one document of the API, and the same from the database', async () => {
      const { out, err, exitCode } = await ofNexus(...words(args), '--json');
      expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 });
      const value: unknown = JSON.parse(out);
      expect(validate(value)).toBe(true);
      expect(await ofDatabase(...words(args), '--json')).toEqual({ out, err, exitCode });
    });
  });

  it('draws a saga', async () => {
    const dot = await ofNexus('saga', 'show', saga, '--dot');
    await expect(dot.out).toMatchFileSnapshot('golden/saga.dot');
    const mermaid = await ofDatabase('saga', 'show', saga, '--mermaid');
    await expect(mermaid.out).toMatchFileSnapshot('golden/saga.mmd');
  });

  it('asks for pages, and for all of them', async () => {
    const first = await ofNexus('instance', 'list', '--limit', '2');
    const next = /--page-token (\S+), or --all/.exec(first.err)?.[1] ?? '';
    expect(first.out.split('\n')).toHaveLength(4);
    const second = await ofNexus('instance', 'list', '--limit', '2', '--page-token', next);
    expect(second.out).toContain('old');
    const all = await ofNexus('instance', 'list', '--limit', '1', '--all', '--json');
    expect(JSON.parse(all.out)).toMatchObject({
      items: [{ name: 'web' }, { name: 'db' }, { name: 'old' }],
      next_page: null,
    });
  });

  it('tells errors of the API in one line, and ends with 1', async () => {
    const gone = '00000000-0000-4000-8000-00000000dead';
    for (const ask of [ofNexus, ofDatabase]) {
      const { out, err, exitCode } = await ask('vmm', 'show', gone, '--json');
      expect({ out, exitCode }).toEqual({ out: '', exitCode: 1 });
      expect(err).toMatch(
        new RegExp(
          `^nexus: not found: vmm with id "${gone}" \\(404 ObjectNotFound, request .+\\)\n$`,
        ),
      );
    }
    const unnamed = await ofNexus('instance', 'show', 'shop/nobody');
    expect(unnamed).toEqual({
      out: '',
      err: 'nexus: not found: instance "nobody" in project "shop"\n',
      exitCode: 1,
    });
    const stranger = await run(['sled', 'list', '--url', nexus.url, '--token', 'skw_x']);
    expect(stranger.exitCode).toBe(1);
    expect(stranger.err).toMatch(/^nexus: credentials missing or invalid \(401 /);
    expect(stranger.err).not.toContain('skw_x');
  });

  it('asks for what only a nexus knows, and says so of a database', async () => {
    const tasks = await ofNexus('task', 'list', '--json');
    expect(validators.validateBackgroundTasks(JSON.parse(tasks.out))).toBe(true);
    const skew = await ofNexus('skew', '--json');
    expect(validators.validateSkewReport(JSON.parse(skew.out))).toBe(true);
    for (const args of [
      ['task', 'list'],
      ['skew'],
      ['sled', 'expunge', '00000000-0000-4000-8000-000000000001'],
    ]) {
      const { err, exitCode } = await ofDatabase(...args);
      expect(exitCode).toBe(1);
      expect(err).toMatch(/^nexus: \w+ needs a nexus that runs: a database does not know \(501 /);
    }
  });

  describe.each([
    ['a nexus', ofNexus],
    ['a database', ofDatabase],
  ] as const)('through %s', (_, ask) => {
    const stateOf = async (id: string): Promise<string> =>
      given(await scene.client.sagaView({ path: { saga_id: id } })).state;

    it('sagas are gone on with, and left', async () => {
      const skipped = await scene.stuckSaga();
      const done = await ask('saga', 'skip', skipped, 'take', '--reason', 'I did it');
      expect(done).toEqual({ out: `Done: nexus saga show ${skipped}\n`, err: '', exitCode: 0 });
      expect(await stateOf(skipped)).toBe('unwound');

      const retried = await scene.stuckSaga();
      expect(await ask('saga', 'retry', retried, 'take', '--reason', 'now', '--json')).toEqual({
        out: 'null\n',
        err: '',
        exitCode: 0,
      });
      // Nobody who runs here has its actions.
      expect(['unwinding', 'parked']).toContain(await stateOf(retried));

      const left = await scene.stuckSaga();
      expect(await ask('saga', 'abandon', left, '--reason', 'hopeless')).toMatchObject({
        exitCode: 0,
      });
      expect(await stateOf(left)).toBe('abandoned');
      const again = await ask('saga', 'cancel', left, '--reason', 'twice');
      expect(again.exitCode).toBe(1);
      expect(again.err).toMatch(/^nexus: the saga is over \(409 Conflict/);
    });

    it('users get tokens that are good, until they are deleted', async () => {
      const made = await ask('user', 'put', 'grace', '--role', 'operator', '--json');
      expect(validators.validateUser(JSON.parse(made.out))).toBe(true);
      const created = await ask('user', 'token', 'grace');
      const secret = created.out.trim();
      expect(created.err).toMatch(/^Token \S+ of grace\. This is the only time/);
      const mine = ['--url', nexus.url, '--token', secret];
      expect(await run(['sled', 'list', ...mine])).toMatchObject({ exitCode: 0 });
      const [, id = ''] = /^Token (\S+) of/.exec(created.err) ?? [];
      const listed = await ask('token', 'list', 'grace', '--json');
      expect(listed.out).toContain(id);
      expect(listed.out).not.toContain(secret);
      expect(await ask('token', 'delete', id)).toMatchObject({ exitCode: 0 });
    });
  });

  it('leaves sagas of another engine to those who run it', async () => {
    const id = idOf(99);
    await nexus.nexus.database.kysely
      .insertInto('saga')
      .values({
        ...baseRows.saga(),
        id,
        engine: 'dbos',
        owner: null,
        dag: JSON.stringify({ format: 1, name: 'shed', nodes: [] }),
        params: '{}',
      })
      .execute();
    for (const args of [
      ['saga', 'show', id],
      ['saga', 'abandon', id, '--reason', 'hopeless'],
    ]) {
      const { out, err, exitCode } = await ofDatabase(...args);
      expect({ out, exitCode }).toEqual({ out: '', exitCode: 1 });
      expect(err).toMatch(/^nexus: .+: ask a nexus that runs it \(409 Conflict, /);
    }
    const { err } = await ofDatabase('saga', 'abandon', idOf(98), '--reason', 'hopeless');
    expect(err).toMatch(/^nexus: there is no such saga \(404 /);
  });

  it('begins a migration, and has a task look', async () => {
    const [sledId = '', other = ''] = scene.world.sledIds;
    const { instance } = await scene.world.addRunning({
      sledId,
      over: { ncpus: 1, memory: 2 ** 30 },
    });
    const begun = await ofNexus('instance', 'migrate', instance.id, other, '--json');
    expect(validators.validateSagaStarted(JSON.parse(begun.out))).toBe(true);
    const task = await ofNexus('task', 'run', 'abandoned_vmm_reaper', '--json');
    expect({ err: task.err, exitCode: task.exitCode }).toEqual({ err: '', exitCode: 0 });
    expect(validators.validateBackgroundTask(JSON.parse(task.out))).toBe(true);
  });

  it('empties a sled, and uses it again', async () => {
    const [, , sledId = ''] = scene.world.sledIds;
    const emptied = await ofNexus('sled', 'evacuate', sledId);
    expect(emptied.out).toMatch(/evacuating: +yes/);
    const used = await ofNexus('sled', 'evacuate', sledId, '--end');
    expect(used.out).toMatch(/takes new instances: +yes/);
  });

  it('takes no database that is not of this version', async () => {
    const location = await engine.location();
    if (!('url' in location)) throw new Error('a server has a URL');
    const { out, err, exitCode } = await run(['sled', 'list', '--database', location.url]);
    expect({ out, exitCode }).toEqual({ out: '', exitCode: 1 });
    expect(err).toMatch(/^nexus: the database is at version 0 of its schema/);
  });

  it('says what is wrong with a database that has been damaged', async () => {
    const location = await engine.location();
    if (!('url' in location)) throw new Error('a server has a URL');
    const broken = orThrow(await openDatabase<Tables>(location));
    orThrow(await migrate(broken));
    await broken.kysely.schema.dropTable('vmm').execute();
    await broken.close();
    const { out, err, exitCode } = await run(['vmm', 'list', '--database', location.url]);
    expect({ out, exitCode }).toEqual({ out: '', exitCode: 1 });
    expect(err).toMatch(
      /^nexus: relation "vmm" does not exist \(500 HandlerFailed, request .+\)\n$/,
    );
  });
});
