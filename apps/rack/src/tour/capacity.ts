import { valueOf } from '../clients.ts';
import { failureOf } from './facts.ts';
import { showPlacement } from './show-operator.ts';
import { tourProject } from './stage.ts';
import type { TourStep } from './step.ts';

export const noCapacity: TourStep = {
  name: 'no-capacity',
  title: 'No sled has room',
  about:
    'The sleds are half full, and an instance asks for more than is left on any of them. It is nobody’s mistake: with more room it would start.',
  async run(stage) {
    const query = { project: tourProject };
    const body = { name: 'spread', description: '', failure_domain: 'sled' as const };
    valueOf(
      await stage.user.external.antiAffinityGroupCreate({
        query,
        body: { ...body, policy: 'fail' },
      }),
    );
    const fillers = stage.rack.sleds.map(({ serial }) => `filler-${serial.toLowerCase()}`);
    for (const name of fillers) {
      await stage.create(name, { ncpus: 8, anti_affinity_groups: ['spread'], start: true });
    }
    for (const name of fillers) await stage.until(name, 'running', 15);
    const { id } = await stage.create('big', { ncpus: 12 });
    stage.did(
      'The user runs an instance with 8 CPUs on each sled, which has 16, and then starts one with 12.',
    );
    const { status } = await stage.start('big');
    await stage.showUser('big');
    await stage.showOperator(id);
    const explained = valueOf(
      await stage.rack.operator.operator.instancePlacementExplain({ path: { instance_id: id } }),
    );
    stage.seen(
      'operator',
      `GET /operator/instances/${id}/placement  (nexus placement explain tour/big)`,
      showPlacement(explained),
    );

    const view = await stage.view('big');
    const [attempt] = await stage.attempts('big');
    stage.check('whoever waits is answered with 507', status, 507);
    stage.check(
      'the attempt says why, whose fault it is, and that waiting may help',
      failureOf(attempt),
      { code: 'no_capacity', fault: 'capacity', transience: 'transient' },
    );
    stage.check('every sled is counted once', countedSleds(attempt), stage.rack.sleds.length);
    stage.check('a stopped instance stays stopped', view.run_state, 'stopped');
    stage.check('the view tells of the failure', view.last_failure?.kind, 'start');
    stage.check('the operator sees each sled', explained.sleds.length, stage.rack.sleds.length);
  },
};

function countedSleds(attempt: Parameters<typeof failureOf>[0]): number {
  if (attempt?.outcome.kind !== 'failed') return 0;
  return attempt.outcome.failure.counts.reduce((sum, { sleds }) => sum + sleds, 0);
}
