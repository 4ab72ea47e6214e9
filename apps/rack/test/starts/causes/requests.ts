import { valueOf } from '../../../src/index.ts';
import type { Cause } from '../cause.ts';
import type { Scene } from '../scene.ts';

/** So that there is time to interfere. */
async function slowDown(scene: Scene): Promise<void> {
  await scene.disturb([{ operation: 'vmm_register', kind: 'delay', delayMs: 700 }]);
}

const untilThen = { counts: [], fault: 'user', status: 409 } as const;

export const requestCauses: readonly Cause[] = [
  {
    name: 'cancelled (by an operator)',
    expected: {
      ...untilThen,
      code: 'cancelled',
      transience: 'permanent',
      message: /^The start was cancelled\.$/,
      hint: null,
      detail: /the rack is to be moved/,
    },
    arrange: slowDown,
    async strike(scene, { name, origin }) {
      const attempts = await scene.attempts(name);
      const open = attempts.find((one) => one.origin === origin && one.outcome.kind === 'open');
      if (open === undefined) return false;
      const path = { saga_id: open.id };
      const body = { reason: 'the rack is to be moved' };
      valueOf(await scene.rack.operator.operator.sagaCancel({ path, body }));
      return true;
    },
    maySucceed: 'if_not_struck',
  },
  {
    name: 'instance_changed (somebody stops it)',
    expected: {
      ...untilThen,
      code: 'instance_changed',
      transience: 'transient',
      message: /^Another request changed the instance while it was being started\.$/,
      hint: /^Look at its state, and start it again if it is stopped\.$/,
      detail: /^it is meant to be stopped$/,
      restart: 'not_needed',
    },
    arrange: slowDown,
    async strike({ user, query }, { name }) {
      const path = { instance: name };
      const view = await user.external.instanceView({ path, query });
      if (!view.ok || view.value.run_state !== 'starting') return false;
      return (await user.external.instanceStop({ path, query })).ok;
    },
    maySucceed: 'always',
  },
];
