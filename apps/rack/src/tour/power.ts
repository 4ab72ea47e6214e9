import { valueOf } from '../clients.ts';
import type { TourStep } from './step.ts';

export const sledOff: TourStep = {
  name: 'sled-off',
  title: 'A sled loses power',
  about:
    'Nobody answers, and the management gateway says that the host is off: now it is known what became of the VMM, and the instance starts elsewhere.',
  async run(stage) {
    const sled = stage.sled('old');
    const { id } = await stage.create('survivor');
    await stage.startOn(sled, 'survivor');
    stage.did(`An instance runs on ${sled.serial}. The host of that sled goes off.`);
    await sled.powerOff();
    await stage.untilView(
      'survivor',
      'running on another sled',
      async ({ run_state }) =>
        run_state === 'running' && (await stage.operatorView(id)).sled_id !== sled.id,
      30,
    );
    await stage.showUser('survivor', 9);
    await stage.showOperator(id);

    const [now, before] = await stage.vmms(id);
    stage.check('the old VMM failed because its sled was off', before?.failure?.reason, 'sled_off');
    stage.check('the new one runs', now?.state, 'running');
    const [attempt] = await stage.attempts('survivor');
    stage.check(
      'it was started again by itself',
      [attempt?.origin, attempt?.outcome.kind],
      ['auto_restart', 'succeeded'],
    );
    const failed = (await stage.events('survivor')).find(({ what }) => what.kind === 'run_failed');
    stage.check(
      'its history tells the user that the host was powered off',
      failed?.what.kind === 'run_failed' ? failed.what.reason : failed,
      'host_powered_off',
    );
    stage.did(`${sled.serial} gets its power back.`);
    await sled.powerOn();
  },
};

export const refusedProvesNothing: TourStep = {
  name: 'refused',
  title: 'A refused connection proves nothing',
  about:
    'A sled agent is gone, and connections to it are refused. The gateway says that its host is on: the VMM may well run, so nothing is failed.',
  async run(stage) {
    const sled = stage.sled('new');
    const { id } = await stage.create('patient');
    await stage.startOn(sled, 'patient');
    stage.did(`An instance runs on ${sled.serial}. The sled agent is killed; the host stays on.`);
    await sled.kill('SIGKILL');
    const { operator } = stage.rack.operator;
    const watcher = { path: { name: 'instance_watcher' as const } };
    const looked = valueOf(await operator.backgroundTaskActivate(watcher));
    const incomplete = (looked.last_run?.counts ?? [])
      .filter(({ name }) => name === 'incomplete')
      .flatMap(({ counts }) => counts);
    stage.seen(
      'operator',
      'POST /operator/background-tasks/instance_watcher/activate  (nexus task run instance_watcher)',
      incomplete.map(({ label, count }) => `incomplete: ${label} ${String(count)}`),
    );
    await stage.showUser('patient', 3);
    await stage.showOperator(id);
    stage.check(
      'the watcher counts a check that found nothing out',
      incomplete.some(({ label, count }) => label === 'unreachable' && count > 0),
      true,
    );
    stage.check(
      'the instance is still running',
      (await stage.view('patient')).run_state,
      'running',
    );
    stage.check('nothing is failed', (await stage.view('patient')).last_failure ?? null, null);

    stage.did('The sled agent is started again. Its VMMs have outlived it.');
    await sled.start();
    const again = valueOf(await operator.backgroundTaskActivate(watcher));
    stage.check('the watcher looks again', again.last_run?.error ?? null, null);
    const vmms = await stage.vmms(id);
    stage.check(
      'it is the same VMM',
      vmms.map(({ state }) => state),
      ['running'],
    );
  },
};
