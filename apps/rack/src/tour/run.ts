import { valueOf } from '../clients.ts';
import type { Rack } from '../handles.ts';
import { messageOf } from '../problem.ts';
import { clear } from './clear.ts';
import { Stage, tourProject, tourUser } from './stage.ts';
import type { Look, StepResult, Telling, TourStep } from './step.ts';

/** What is told of a tour. */
export interface TourAudience {
  readonly begins: (step: TourStep, number: number, of: number) => void;
  readonly told: (telling: Telling) => void;
  /** Somebody looks, and the step waits until they have seen. Without it nobody does. */
  readonly looks?: (look: Look) => Promise<void>;
  /** Resolves when the next step may begin; false ends the tour. */
  readonly ended: (result: StepResult) => Promise<boolean>;
}

/**
 * Goes through the steps on a rack that runs. Each begins with nothing of another's left. Where the signal is aborted the
 * step that runs is broken off.
 */
export async function runTour(
  rack: Rack,
  steps: readonly TourStep[],
  audience: TourAudience,
  signal: AbortSignal,
): Promise<readonly StepResult[]> {
  const user = await rack.user(tourUser);
  const project = await user.external.projectView({ path: { project: tourProject } });
  if (!project.ok) {
    const body = { name: tourProject, description: 'Made and emptied by the tour' };
    valueOf(await user.external.projectCreate({ body }));
  }
  const results: StepResult[] = [];
  for (const [index, step] of steps.entries()) {
    audience.begins(step, index + 1, steps.length);
    const stage = new Stage(rack, user, audience, signal);
    let error: string | null = null;
    try {
      await clear(user);
      await step.run(stage);
    } catch (thrown) {
      error = signal.aborted ? 'somebody stopped the tour' : messageOf(thrown);
      if (!signal.aborted) await restore(rack);
    }
    const result: StepResult = { name: step.name, checks: stage.checks, error };
    results.push(result);
    if (!(await audience.ended(result)) || signal.aborted) break;
  }
  if (!signal.aborted) await clear(user);
  return results;
}

/** After a step that broke: all that it may have taken away is there again. */
async function restore(rack: Rack): Promise<void> {
  for (const sled of rack.sleds) if (sled.process === 'stopped') await sled.powerOn();
  for (const nexus of rack.nexus) if (nexus.process === 'stopped') await nexus.start();
  await Promise.all(rack.sleds.map(({ control }) => control.deleteFaults()));
}
