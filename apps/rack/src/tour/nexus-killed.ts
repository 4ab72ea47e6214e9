import type { TourStep } from './step.ts';

export const nexusKilled: TourStep = {
  name: 'nexus-killed',
  title: 'Nexus dies in the middle of a start',
  about:
    'The start is on record before anything is done for it. Whoever runs it may die: somebody takes it over, and it gets its outcome.',
  async run(stage) {
    const [nexus] = stage.rack.nexus;
    if (nexus === undefined) throw new Error('the tour needs a nexus');
    const { id } = await stage.create('orphan');
    // The start stands still where the sled agent is told of the VMM.
    const slow = stage.rack.sleds.map((one) =>
      one.control.putFaults([
        { target: 'api', operation: 'vmm_register', kind: 'delay', delayMs: 4000, times: 1 },
      ]),
    );
    await Promise.all(slow);
    const attemptId = await stage.startAndLeave('orphan');
    await stage.untilView('orphan', 'starting', ({ run_state }) => run_state === 'starting', 10);
    const [before] = await stage.attempts('orphan');
    stage.did(
      'The user starts an instance. While its sled agent is being told, nexus is killed (SIGKILL).',
    );
    await nexus.kill('SIGKILL');
    await Promise.all(stage.rack.sleds.map((one) => one.control.deleteFaults()));
    stage.did('Nexus is started again.');
    await nexus.start();
    const isOver = async (): Promise<boolean> =>
      (await stage.attempts('orphan')).every(({ outcome }) => outcome.kind !== 'open');
    await stage.untilView('orphan', 'told the outcome of', isOver, 30);
    await stage.showUser('orphan');
    await stage.showOperator(id);

    const attempts = await stage.attempts('orphan');
    stage.check('when it was killed the attempt was open', before?.outcome.kind, 'open');
    stage.check(
      'it is the same attempt',
      attempts.map((attempt) => attempt.id),
      [attemptId],
    );
    stage.check('and it has an outcome', attempts[0]?.outcome.kind, 'succeeded');
    stage.check(
      'the instance runs',
      (await stage.until('orphan', 'running', 10)).run_state,
      'running',
    );
    stage.check('on one VMM', (await stage.vmms(id)).length, 1);
  },
};
