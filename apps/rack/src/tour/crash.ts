import { causeOf } from './facts.ts';
import type { Stage } from './stage.ts';
import type { TourStep } from './step.ts';

const detail = 'the zone of the VMM is not there any more';

export const crashOnNewSled: TourStep = {
  name: 'crash-new',
  title: 'A VMM crashes on a sled whose agent is new',
  about: 'A sled agent of version 49 says why a VMM failed, and the reason reaches the operator.',
  async run(stage) {
    const id = await crash(stage, 'crash-new', 'new');
    const [vmm] = await stage.vmms(id);
    stage.check('the operator knows the cause, and what the sled agent said', causeOf(vmm), {
      reason: 'zone_gone',
      detail,
    });
    const { last_failure } = await stage.view('crash-new');
    stage.check(
      'the user knows what it means, and no more',
      last_failure?.kind === 'run' ? last_failure.reason : last_failure,
      'virtual_machine_vanished',
    );
  },
};

export const crashOnOldSled: TourStep = {
  name: 'crash-old',
  title: 'The same on a sled whose agent is old',
  about:
    'A sled agent of version 44 has no words for a cause. That it said nothing is itself the reason.',
  async run(stage) {
    const id = await crash(stage, 'crash-old', 'old');
    const [vmm] = await stage.vmms(id);
    stage.check('the operator knows that the sled agent reported it', causeOf(vmm), {
      reason: 'from_sled_agent',
      detail: null,
    });
    const { last_failure } = await stage.view('crash-old');
    stage.check(
      'the user is told that the virtual machine failed',
      last_failure?.kind === 'run' ? last_failure.reason : last_failure,
      'virtual_machine_failed',
    );
  },
};

export const policyNever: TourStep = {
  name: 'policy-never',
  title: 'An instance that is never started again',
  about: 'The policy of an instance may be that it stays as it is when it fails. The view says so.',
  async run(stage) {
    await crash(stage, 'once', 'new');
    const view = await stage.untilView(
      'once',
      'given up',
      ({ auto_restart_status }) => auto_restart_status?.kind === 'given_up',
      10,
    );
    stage.check('it stays failed', view.run_state, 'failed');
    stage.check('the view says why nobody starts it', view.auto_restart_status, {
      kind: 'given_up',
      why: 'policy_never',
    });
    const [attempt] = await stage.attempts('once');
    stage.check('nobody has tried', attempt?.origin, 'user');
    stage.did('The user starts it, for nobody else will.');
    await stage.startAndLeave('once');
    await stage.until('once', 'running', 15);
    stage.check('a start by the user works', (await stage.view('once')).last_failure, null);
  },
};

/** Runs an instance that is not started again, and has its VMM fail; gives its id. */
async function crash(stage: Stage, name: string, age: 'new' | 'old'): Promise<string> {
  const sled = stage.sled(age);
  const { id } = await stage.create(name, { auto_restart_policy: 'never' });
  await stage.startOn(sled, name);
  stage.did(
    `An instance whose policy is never to be started again runs on ${sled.serial}, whose sled agent is of version ${String(sled.version)}. The zone of its VMM disappears.`,
  );
  await stage.failVmm(sled, id, { cause: 'zone_gone', detail });
  await stage.until(name, 'failed', 15);
  await stage.showUser(name);
  await stage.showOperator(id);
  return id;
}
