import type { TourStep } from './step.ts';

export const cooldown: TourStep = {
  name: 'cooldown',
  title: 'An instance that fails again and again',
  about:
    'A failed instance is started again at once. If it fails again soon, it has to wait: the view says until when.',
  async run(stage) {
    const sled = stage.sled('new');
    const { id } = await stage.create('shaky');
    await stage.startOn(sled, 'shaky');
    stage.did('An instance runs, and its VMM crashes.');
    const failure = { cause: 'propolis_lost_instance', detail: null } as const;
    const fail = async (): Promise<void> => {
      const { sled_id } = await stage.operatorView(id);
      const where = stage.rack.sleds.find((one) => one.id === sled_id);
      if (where === undefined) throw new Error('the instance is on no sled of this rack');
      await stage.failVmm(where, id, failure);
    };
    await fail();
    await stage.untilView('shaky', 'started again', isRestarted(1), 20);
    const { time_last_auto_restarted: restarted } = await stage.view('shaky');
    stage.check('the first time it is started again at once', typeof restarted, 'string');
    stage.did('It crashes once more.');
    await fail();
    const waiting = await stage.untilView(
      'shaky',
      'waiting',
      ({ run_state, auto_restart_status }) =>
        run_state === 'failed' && auto_restart_status?.kind === 'planned',
      15,
    );
    const status = waiting.auto_restart_status;
    const until = status?.kind === 'planned' ? Date.parse(status.time_next_try) : 0;
    // Before anybody looks, which takes its time.
    const isToCome = until > Date.now();
    await stage.showUser('shaky', 9);
    await stage.showOperator(id);
    stage.check('the second time it waits', waiting.run_state, 'failed');
    stage.check('the view says until when', isToCome, true);
    stage.did('Nobody does anything, and the time comes.');
    const seconds = Math.ceil((until - Date.now()) / 1000) + 15;
    await stage.untilView('shaky', 'started again', isRestarted(2), seconds);
    const [attempt] = await stage.attempts('shaky');
    stage.check(
      'it is started again, and not before',
      Date.parse(attempt?.time_started ?? '') >= until,
      true,
    );
    stage.check('it runs', (await stage.until('shaky', 'running', 10)).last_failure, null);

    function isRestarted(times: number) {
      return async ({ run_state }: { readonly run_state: string }): Promise<boolean> => {
        if (run_state !== 'running') return false;
        const restarts = (await stage.attempts('shaky')).filter(
          ({ origin, outcome }) => origin === 'auto_restart' && outcome.kind === 'succeeded',
        );
        return restarts.length >= times;
      };
    }
  },
};
