import type { StartOrigin } from '@skewline/nexus-client/external';
import type { Cause, Circumstance, Subject } from './cause.ts';

const origins: readonly StartOrigin[] = ['user', 'auto_start', 'auto_restart'];
const circumstances: readonly Circumstance[] = ['plain', 'hung up', 'nexus killed'];

/** In names of instances: users see them, and who runs the rack is nothing for users. */
const nicknames: { readonly [One in Circumstance]: string } = {
  plain: 'plain',
  'hung up': 'hung-up',
  'nexus killed': 'killed',
};

export interface Combination extends Subject {
  /** As the test is called. */
  readonly title: string;
}

export interface Impossible {
  readonly title: string;
  readonly why: string;
}

const nobodyCalls = 'the control plane starts it by itself, and nobody is there to hang up';

/** All that make sense, for a cause. */
export function combinationsOf(cause: Cause): readonly Combination[] {
  return all(cause).filter((one) => whyNot(cause, one) === null);
}

/** The others, each with the reason. */
export function impossibleOf(cause: Cause): readonly Impossible[] {
  return all(cause).flatMap((one) => {
    const why = whyNot(cause, one);
    return why === null ? [] : [{ title: one.title, why }];
  });
}

function all(cause: Cause): readonly Combination[] {
  return origins.flatMap((origin) =>
    circumstances.map((circumstance) => ({
      origin,
      circumstance,
      name: `${origin} ${nicknames[circumstance]}`.replaceAll(/[ _]/g, '-'),
      title: `${cause.name}, ${origin}, ${circumstance}`,
    })),
  );
}

function whyNot(cause: Cause, { origin, circumstance }: Subject): string | null {
  if (origin === 'auto_restart' && circumstance === 'hung up') return nobodyCalls;
  return cause.impossible?.[origin] ?? null;
}
