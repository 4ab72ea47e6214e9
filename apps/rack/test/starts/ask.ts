import { valueOf } from '../../src/index.ts';
import type { Cause, Subject } from './cause.ts';
import type { Scene } from './scene.ts';
import { sendAndLeave } from './send-and-leave.ts';
import { finished, type Told } from './story.ts';

/** Longer than any start takes here. */
const prefer = 'wait=60';

/** Has the start asked for by whom it is asked for; `wait`: whoever can waits for the outcome. */
export async function ask(
  scene: Scene,
  cause: Cause,
  subject: Subject,
  { wait }: { readonly wait: boolean },
): Promise<Told> {
  const isGone = subject.circumstance === 'hung up';
  switch (subject.origin) {
    case 'user':
      return isGone ? startAndLeave(scene, subject) : start(scene, subject, wait);
    case 'auto_start': {
      const body = scene.bodyOf(subject.name, (await cause.body?.(scene, subject)) ?? {});
      return isGone ? createAndLeave(scene, body) : create(scene, subject, body, wait);
    }
    case 'auto_restart':
      return restart(scene);
  }
}

async function start(scene: Scene, { name }: Subject, wait: boolean): Promise<Told> {
  const answer = await scene.user.external.instanceStart({
    path: { instance: name },
    query: scene.query,
    ...(wait ? { header: { prefer } } : {}),
  });
  if (!answer.ok && answer.code !== 'error_status') return { kind: 'nothing' };
  const attemptId = answer.headers.get('start-attempt') ?? '';
  if (answer.ok) return { kind: 'accepted', attemptId };
  const { status, message, error } = answer;
  const failure = error.start_failure ?? null;
  if (error.start_attempt_id !== attemptId) {
    throw new Error(`the header says ${attemptId}, and the body ${JSON.stringify(error)}`);
  }
  return { kind: 'outcome', status, attemptId, message, failure };
}

async function create(
  scene: Scene,
  subject: Subject,
  body: Parameters<Scene['create']>[1] & ReturnType<Scene['bodyOf']>,
  wait: boolean,
): Promise<Told> {
  const answer = await scene.user.external.instanceCreate({ query: scene.query, body });
  if (!answer.ok && answer.code !== 'error_status') return { kind: 'nothing' };
  valueOf(answer);
  const attemptId = answer.headers.get('start-attempt') ?? '';
  if (!wait) return { kind: 'accepted', attemptId };
  const { outcome } = await finished(scene, subject);
  const failure = outcome.kind === 'failed' ? outcome.failure : null;
  const message = failure?.message ?? '';
  return { kind: 'outcome', status: null, attemptId, message, failure };
}

async function restart(scene: Scene): Promise<Told> {
  const path = { name: 'instance_reincarnation' } as const;
  const answer = await scene.rack.operator.operator.backgroundTaskActivate({ path });
  if (!answer.ok && answer.code !== 'error_status') return { kind: 'nothing' };
  const { last_run: run } = valueOf(answer);
  const failed = run?.counts.find(({ name }) => name === 'failed');
  return { kind: 'counted', codes: (failed?.counts ?? []).map(({ label }) => label) };
}

async function startAndLeave({ rack, user, project }: Scene, { name }: Subject): Promise<Told> {
  const path = `/v1/instances/${name}/start?project=${project}`;
  await sendAndLeave(urlOf(rack), { token: user.token, path });
  return { kind: 'nothing' };
}

async function createAndLeave({ rack, user, project }: Scene, body: object): Promise<Told> {
  const path = `/v1/instances?project=${project}`;
  await sendAndLeave(urlOf(rack), { token: user.token, path, body });
  return { kind: 'nothing' };
}

function urlOf(rack: Scene['rack']): string {
  const [nexus] = rack.nexus;
  if (nexus === undefined) throw new Error('there is no nexus');
  return nexus.url;
}
