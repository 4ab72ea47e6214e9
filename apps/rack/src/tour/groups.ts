import { valueOf } from '../clients.ts';
import { failureOf } from './facts.ts';
import { tourProject } from './stage.ts';
import type { TourStep } from './step.ts';

export const contradictoryGroups: TourStep = {
  name: 'contradictory-groups',
  title: 'Groups that contradict each other',
  about: 'Two instances must be on one sled, and must not be on one sled. No rack can do that.',
  async run(stage) {
    const { external } = stage.user;
    const query = { project: tourProject };
    const body = { description: '', policy: 'fail' as const, failure_domain: 'sled' as const };
    await stage.create('left');
    const { id } = await stage.create('right');
    valueOf(await external.affinityGroupCreate({ query, body: { name: 'together', ...body } }));
    valueOf(await external.antiAffinityGroupCreate({ query, body: { name: 'apart', ...body } }));
    for (const instance of ['left', 'right']) {
      const together = { affinity_group: 'together', instance };
      const apart = { anti_affinity_group: 'apart', instance };
      valueOf(await external.affinityGroupMemberInstanceAdd({ path: together, query }));
      valueOf(await external.antiAffinityGroupMemberInstanceAdd({ path: apart, query }));
    }
    stage.did(
      'The user puts two instances into an affinity group and into an anti-affinity group, both with the policy `fail`, starts one, and then the other.',
    );
    await stage.startAndLeave('left');
    await stage.until('left', 'running', 15);
    const { status } = await stage.start('right');
    await stage.showUser('right');
    await stage.showOperator(id);

    const [attempt] = await stage.attempts('right');
    stage.check('it is refused as something to change, not as a lack of room', status, 400);
    stage.check('the attempt says that it is the user’s turn', failureOf(attempt), {
      code: 'contradictory_groups',
      fault: 'user',
      transience: 'permanent',
    });
    stage.check('the other one runs on', (await stage.view('left')).run_state, 'running');
    stage.check('this one stays stopped', (await stage.view('right')).run_state, 'stopped');
  },
};
