import { valueOf } from '../clients.ts';
import { gibibyte } from '../inventory.ts';
import { showPlacement } from './show-operator.ts';
import { failureOf } from './facts.ts';
import type { TourStep } from './step.ts';

export const noCapacity: TourStep = {
  name: 'no-capacity',
  title: 'No sled has room',
  about:
    'An instance asks for more CPUs than any sled has left. It is nobody’s mistake: with more room it would start.',
  async run(stage) {
    const { id } = await stage.create('big', { ncpus: 64, memory: 4 * gibibyte });
    stage.did('The user makes an instance with 64 CPUs, and starts it. Each sled has 16.');
    const { status } = await stage.start('big');
    await stage.showUser('big');
    await stage.showOperator(id);
    const explained = valueOf(
      await stage.rack.operator.operator.instancePlacementExplain({ path: { instance_id: id } }),
    );
    stage.seen('operator', 'placement explain big', showPlacement(explained));

    const view = await stage.view('big');
    const [attempt] = await stage.attempts('big');
    stage.check('whoever waits is answered with 507', status, 507);
    stage.check(
      'the attempt says why, whose fault it is, and that waiting may help',
      failureOf(attempt),
      {
        code: 'no_capacity',
        fault: 'capacity',
        transience: 'transient',
      },
    );
    stage.check(
      'every sled is counted for a reason',
      countedSleds(attempt),
      stage.rack.sleds.length,
    );
    stage.check('a stopped instance stays stopped', view.run_state, 'stopped');
    stage.check('the view tells of the failure', view.last_failure?.kind, 'start');
    stage.check('the operator sees each sled', explained.sleds.length, stage.rack.sleds.length);
  },
};

function countedSleds(attempt: Parameters<typeof failureOf>[0]): number {
  if (attempt?.outcome.kind !== 'failed') return 0;
  return attempt.outcome.failure.counts.reduce((sum, { sleds }) => sum + sleds, 0);
}
