import { describe, expect, it } from 'vitest';
import { createPulse, type Pulse } from '../src/api/pulse.ts';

type Reply =
  | { readonly status?: number; readonly versions?: string; readonly method?: 'POST' }
  /** The signal was aborted, for this reason. */
  | { readonly aborted: unknown }
  | Error;

/** A pulse whose requests are answered like this, one after the other. */
async function after(...replies: readonly Reply[]): Promise<{ pulse: Pulse; told: number }> {
  const left = [...replies];
  let time = 0;
  const inner: typeof fetch = async (_url, init) => {
    const reply = left.shift();
    if (reply === undefined || reply instanceof Error) throw reply ?? new Error('no more');
    if ('aborted' in reply) throw init?.signal?.reason;
    const { status = 200, versions } = reply;
    return new Response(null, {
      status,
      headers: versions === undefined ? {} : { 'api-versions': versions },
    });
  };
  const pulse = createPulse(inner, () => (time += 1));
  let told = 0;
  pulse.subscribe(() => (told += 1));
  const ask = pulse.fetchFor('nexus');
  for (const reply of replies) await ask('http://nexus.test/', initOf(reply)).catch(() => {});
  return { pulse, told };
}

function initOf(reply: Reply): RequestInit {
  if ('aborted' in reply) return { signal: AbortSignal.abort(reply.aborted) };
  return 'method' in reply ? { method: reply.method } : {};
}

const gone = new TypeError('Failed to fetch');
const aborted = { aborted: undefined };
const timedOut = { aborted: new DOMException('', 'TimeoutError') };
const [old, newer] = [{ versions: '1.0.0' }, { versions: '1.0.0, 2.0.0' }];

describe('what is heard of the server', () => {
  it.each<[string, readonly Reply[], object, number]>([
    ['an answer', [{}], { link: 'fine' }, 0],
    ['a refusal is an answer, too', [{ status: 404 }, { status: 500 }], { link: 'fine' }, 0],
    ['no answer', [{}, gone, gone], { link: 'lost' }, 1],
    ['what the page gave up says nothing', [{}, aborted], { link: 'fine' }, 0],
    ['no answer in time', [{}, timedOut], { link: 'lost' }, 1],
    ['the database is away', [{ status: 503 }], { link: 'unavailable' }, 1],
    ['a command is refused', [{ status: 503, method: 'POST' }], { link: 'fine' }, 0],
    [
      'a command is refused because the database is away',
      [{ status: 503 }, { status: 503, method: 'POST' }],
      { link: 'unavailable' },
      1,
    ],
    ['it is back', [gone, { status: 503 }, {}], { link: 'fine' }, 3],
    ['the same versions', [old, old], { age: 'same' }, 0],
    ['more versions', [old, newer], { age: 'newer' }, 1],
    ['fewer versions', [newer, old], { age: 'older' }, 1],
    ['without the oldest', [newer, { versions: '2.0.0' }], { age: 'newer' }, 1],
    [
      'a longer range',
      [{ versions: '1.0.0..9.0.0' }, { versions: '1.0.0..10.0.0' }],
      { age: 'newer' },
      1,
    ],
    ['the first versions again', [old, newer, old], { age: 'same' }, 2],
    ['an answer that says none', [old, {}], { age: 'same' }, 0],
  ])('%s', async (_what, replies, want, times) => {
    const { pulse, told } = await after(...replies);
    expect(pulse.heard()).toMatchObject(want);
    expect(told).toBe(times);
  });

  it('what is shown is as it was at the last answer', async () => {
    // The time is 1 when it begins, and one more at each answer.
    const { pulse } = await after({}, {}, { status: 503 }, timedOut, gone);
    expect(pulse.heard()).toMatchObject({ link: 'lost', asOf: 3 });
  });

  it('APIs have versions of their own', async () => {
    const replies = [old, newer, old];
    const pulse = createPulse(async () => {
      const { versions = '' } = replies.shift() ?? {};
      return new Response(null, { headers: { 'api-versions': versions } });
    });
    await pulse.fetchFor('external')('http://nexus.test/');
    await pulse.fetchFor('operator')('http://nexus.test/');
    await pulse.fetchFor('external')('http://nexus.test/');
    expect(pulse.heard().age).toBe('same');
  });
});
