/** The load generator, in a process of its own: what it is sent it does, and sends what it saw. */
import autocannon from 'autocannon';

/** One kind of request, as often as the server can. */
export interface Load {
  readonly url: string;
  readonly method: 'GET' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The only answer that is right. */
  readonly answer: string;
  readonly seconds: number;
}

export interface Seen {
  readonly requestsPerSecond: number;
  /** Why this measurement is worth nothing, if it is. */
  readonly problem?: string;
  /** Share of one processor that the generator itself used. */
  readonly processor: number;
}

async function load({ answer, seconds, ...request }: Load): Promise<Seen> {
  const before = process.cpuUsage();
  const begin = performance.now();
  const result = await autocannon({
    ...request,
    connections: 32,
    pipelining: 1,
    duration: seconds,
    expectBody: answer,
  });
  const elapsed = performance.now() - begin;
  const { user, system } = process.cpuUsage(before);
  const { errors, timeouts, mismatches, non2xx } = result;
  const bad = Object.entries({ errors, timeouts, mismatches, non2xx }).filter(
    ([, count]) => count > 0,
  );
  return {
    requestsPerSecond: result['2xx'] / result.duration,
    processor: (user + system) / 1000 / elapsed,
    ...(bad.length > 0
      ? { problem: bad.map(([name, count]) => `${String(count)} ${name}`).join(', ') }
      : {}),
  };
}

process.on('disconnect', () => process.exit());
process.on('message', (message: Load) => {
  void load(message).then((seen) => process.send?.(seen));
});
