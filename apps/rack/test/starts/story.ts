import type {
  Instance,
  InstanceEvent,
  StartAttempt,
  StartFailure,
  SystemStartAttempt,
} from '@skewline/nexus-client/external';
import type { Instance as OperatorInstance, Vmm } from '@skewline/nexus-client/operator';
import { valueOf } from '../../src/index.ts';
import type { Subject } from './cause.ts';
import { until } from './patience.ts';
import type { Scene, Use } from './scene.ts';

/** What whoever asked for the start was told, if anything. */
export type Told =
  | { readonly kind: 'nothing' }
  /** It was accepted, under this id. */
  | { readonly kind: 'accepted'; readonly attemptId: string }
  /** The attempt is known, and what became of it; `status` is null where that was no answer to the start itself. */
  | {
      readonly kind: 'outcome';
      readonly status: number | null;
      readonly attemptId: string;
      readonly message: string;
      readonly failure: StartFailure | null;
    }
  /** How the task that starts instances again counts it. */
  | { readonly kind: 'counted'; readonly codes: readonly string[] };

/** How nexus was killed. */
export interface Killing {
  /** Milliseconds after the start was asked for. */
  readonly afterMs: number;
  readonly time: Date;
  /** Nothing was on record afterwards: then nothing may have changed, and it was asked for again. */
  readonly lost: boolean;
  /** What has changed although nothing was on record. */
  readonly changed: readonly string[];
}

/** How far the start was when nexus was killed. */
export function killedWhen({ attempt: { outcome } }: Story, { lost, time }: Killing): string {
  if (lost) return 'before it was on record';
  const isOver = outcome.kind !== 'open' && Date.parse(outcome.time_finished) <= time.getTime();
  return isOver ? 'when it was over' : 'while it was under way';
}

/** All that there is to know of a start afterwards. */
export interface Story {
  readonly subject: Subject;
  readonly told: Told;
  readonly killing: Killing | null;
  readonly attempt: StartAttempt;
  /** The same attempt, looked at by its id. */
  readonly viewed: StartAttempt;
  /** The newest first. */
  readonly attempts: readonly StartAttempt[];
  readonly instance: Instance;
  readonly events: readonly InstanceEvent[];
  readonly forOperators: SystemStartAttempt;
  readonly operatorInstance: OperatorInstance;
  /** All of the instance, also those that are gone. */
  readonly vmms: readonly Vmm[];
}

/** What is kept for instances, before the starts and when all of them were over. */
export interface Left {
  readonly before: Use;
  readonly after: Use;
}

/** The attempt of this origin, when it is over. */
export async function finished(scene: Scene, subject: Subject): Promise<StartAttempt> {
  const { name } = subject;
  return until(`the start of ${name} is over`, async () => {
    const attempt = await attemptOf(scene, subject);
    if (attempt === null || attempt.outcome.kind !== 'open') return attempt;
    const answer = await scene.user.external.instanceStartAttemptView({
      path: { instance: name, attempt_id: attempt.id },
      query: scene.query,
      header: { prefer: 'wait=20' },
    });
    const seen = valueOf(answer);
    return seen.outcome.kind === 'open' ? null : seen;
  });
}

/** The newest attempt of the origin; null where none is on record. */
export async function attemptOf(
  scene: Scene,
  { name, origin }: Subject,
): Promise<StartAttempt | null> {
  const attempts = await scene.attempts(name);
  return attempts.find((one) => one.origin === origin) ?? null;
}

/** Waits for the outcome, and reads all there is about it. */
export async function gather(
  scene: Scene,
  subject: Subject,
  known: Pick<Story, 'told' | 'killing'>,
): Promise<Story> {
  const attempt = await finished(scene, subject);
  const path = { instance: subject.name };
  const { external, operator } = scene.rack.operator;
  const viewed = valueOf(
    await scene.user.external.instanceStartAttemptView({
      path: { ...path, attempt_id: attempt.id },
      query: scene.query,
    }),
  );
  const instance = await scene.view(subject.name);
  const byId = { path: { instance_id: instance.id } };
  const vmms = { instance_id: instance.id, deleted: true };
  return {
    subject,
    told: known.told,
    killing: known.killing,
    attempt,
    viewed,
    attempts: await scene.attempts(subject.name),
    instance,
    events: await scene.events(subject.name),
    forOperators: valueOf(
      await external.systemStartAttemptView({ path: { attempt_id: attempt.id } }),
    ),
    operatorInstance: valueOf(await operator.instanceView(byId)),
    vmms: valueOf(await operator.vmmList({ query: vmms })).items,
  };
}
