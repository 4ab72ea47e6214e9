import { valueOf } from '../../../src/index.ts';
import type { Cause } from '../cause.ts';
import type { Scene } from '../scene.ts';
import { refused, vanished } from './sleds.ts';

/** So that there is time to interfere, also on a machine that does much else. */
const slowMs = 5000;

const registering = { operation: 'vmm_register' } as const;
const running = { operation: 'vmm_put_state' } as const;

/** The sled agents stand still until all that is to come between has come. */
async function holdSleds(scene: Scene): Promise<void> {
  for (const sled of scene.rack.sleds) sled.pause();
  scene.takeBack(async () => releaseSleds(scene));
}

function releaseSleds({ rack }: Scene): void {
  for (const sled of rack.sleds) sled.resume();
}

const untilThen = { counts: [], fault: 'user', status: 409 } as const;

/** Somebody, or something, interferes with a start that is under way. */
export const interferenceCauses: readonly Cause[] = [
  {
    name: 'sled_refused (its sled loses power in the middle)',
    expected: {
      ...refused,
      detail: /^node ensure_registered: action_failed: registerVmm: sled [0-9a-f-]{36} is off/,
    },
    async arrange(scene) {
      const [first, ...others] = scene.rack.sleds;
      if (first === undefined) throw new Error('there is no sled');
      await scene.closeSleds(others);
      await scene.disturb([{ ...registering, kind: 'delay', delayMs: 60_000 }], [first]);
      scene.takeBack(async () => {
        if (first.process === 'stopped') await first.powerOn();
      });
    },
    async strike(scene, { name }) {
      const [first] = scene.rack.sleds;
      const instance = await scene.find(name);
      if (first === undefined || instance?.run_state !== 'starting') return false;
      await first.powerOff();
      return true;
    },
  },
  {
    name: 'vmm_vanished (the sled agent loses it in the middle)',
    expected: {
      ...vanished,
      // A nexus that was killed before it wrote down that the VMM is registered registers it again.
      detail:
        /^node (?:ensure_running: action_failed: putVmmState: sled [0-9a-f-]{36} does not know|ensure_registered: action_failed: registerVmm: sled [0-9a-f-]{36} is about to forget) the VMM/,
    },
    arrange: (scene) => scene.disturb([{ ...running, kind: 'delay', delayMs: slowMs }]),
    async strike(scene, { name }) {
      const instance = await scene.find(name);
      if (instance?.run_state !== 'starting') return false;
      for (const sled of scene.rack.sleds) {
        const state = await sled.control.state();
        const vmms = state.ok ? state.value.vmms : [];
        const vmm = vmms.find(({ instanceId }) => instanceId === instance.id);
        if (vmm !== undefined) return (await sled.control.forgetVmm(vmm.id)).ok;
      }
      return false;
    },
    maySucceed: true,
  },
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
    arrange: holdSleds,
    release: releaseSleds,
    async strike(scene, { name, origin }) {
      const attempts = await scene.attempts(name);
      const open = attempts.find((one) => one.origin === origin && one.outcome.kind === 'open');
      if (open === undefined) return false;
      const path = { saga_id: open.id };
      const body = { reason: 'the rack is to be moved' };
      valueOf(await scene.rack.operator.operator.sagaCancel({ path, body }));
      return true;
    },
  },
  // No other request changes an instance that is being started: another start is answered with the same attempt, and who
  // wants it deleted is refused.
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
    arrange: holdSleds,
    release: releaseSleds,
    async strike({ user, query }, { name }) {
      const path = { instance: name };
      const view = await user.external.instanceView({ path, query });
      if (!view.ok || view.value.run_state !== 'starting') return false;
      return (await user.external.instanceStop({ path, query })).ok;
    },
  },
];
