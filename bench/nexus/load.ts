/** The load generator, in a process of its own: what it is sent it does, and sends what it saw. */
import autocannon from 'autocannon';

/** The same requests again and again, as often as the servers can. */
export interface Load {
  /** Of each server; the connections are shared out between them. */
  readonly urls: readonly string[];
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}

export interface Seen {
  readonly requestsPerSecond: number;
  /** Milliseconds, of one request. */
  readonly p50: number;
  readonly p99: number;
  /** Why this measurement is worth nothing, if it is. */
  readonly problem?: string;
}

async function load({ urls, paths, headers, connections, seconds }: Load): Promise<Seen> {
  const results = await Promise.all(
    urls.map((url) =>
      autocannon({
        url,
        method: 'GET',
        headers,
        requests: paths.map((path) => ({ path })),
        connections: Math.ceil(connections / urls.length),
        pipelining: 1,
        duration: seconds,
      }),
    ),
  );
  const sum = (count: (result: (typeof results)[number]) => number): number =>
    results.reduce((all, result) => all + count(result), 0);
  const bad = (['errors', 'timeouts', 'non2xx'] as const)
    .map((name) => [name, sum((result) => result[name])] as const)
    .filter(([, count]) => count > 0);
  return {
    requestsPerSecond: sum((result) => result['2xx'] / result.duration),
    p50: Math.max(...results.map(({ latency }) => latency.p50)),
    p99: Math.max(...results.map(({ latency }) => latency.p99)),
    ...(bad.length > 0
      ? { problem: bad.map(([name, count]) => `${String(count)} ${name}`).join(', ') }
      : {}),
  };
}

process.on('disconnect', () => process.exit());
process.on('message', (message: Load) => {
  void load(message).then((seen) => process.send?.(seen));
});
