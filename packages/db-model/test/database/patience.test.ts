import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isUnavailable, openDatabase, patiently } from '../../src/database/index.ts';

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('isUnavailable', () => {
  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    '57P01',
    '57P03',
    '25P03',
    '53300',
    '08006',
    '08P01',
  ])('is true for the code %s', (code) => {
    expect(isUnavailable(coded(code))).toBe(true);
  });
  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client was closed and is not queryable',
  ])('is true for what pg says without a code: %s', (message) => {
    expect(isUnavailable(new Error(message))).toBe(true);
  });
  it.each([
    coded('23505'),
    coded('40001'),
    coded('57014'),
    coded('22P02'),
    new Error('Cannot use a pool after calling end on the pool'),
    'Connection terminated',
    null,
    undefined,
  ])('is false for %o, which says something of what was asked', (error) => {
    expect(isUnavailable(error)).toBe(false);
  });
  it('is true where one of several addresses is, as Node says it', () => {
    expect(isUnavailable(new AggregateError([new Error('x'), coded('ECONNREFUSED')]))).toBe(true);
    expect(isUnavailable(new AggregateError([new Error('x')]))).toBe(false);
  });
  it('is true for what a server that hangs up makes of a connection', async () => {
    const server = createServer((socket) => socket.destroy());
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const opened = await openDatabase({ url: `postgres://a@127.0.0.1:${port}/a` });
    server.close();
    expect(opened).toMatchObject({ code: 'server_unreachable' });
    expect('cause' in opened && isUnavailable(opened.cause)).toBe(true);
  });
});

describe('patiently', () => {
  /** Fails with these, one after the other, then gives how often it was called. */
  function failing(errors: readonly Error[]): () => Promise<number> {
    let calls = 0;
    return async () => {
      const error = errors[calls];
      calls += 1;
      if (error !== undefined) throw error;
      return calls;
    };
  }

  it('waits for the database, and tells each time', async () => {
    const told: string[] = [];
    const work = failing([coded('ECONNREFUSED'), coded('57P03')]);
    const onWait = ({ message }: Error, attempt: number) => told.push(`${message} ${attempt}`);
    expect(await patiently(work, { onWait })).toBe(3);
    expect(told).toEqual(['ECONNREFUSED 1', '57P03 2']);
  });

  it('runs again what lost against another, and has nothing to tell of that', async () => {
    const told: Error[] = [];
    const work = failing([coded('40001'), coded('40P01')]);
    expect(await patiently(work, { onWait: (error) => told.push(error) })).toBe(3);
    expect(told).toEqual([]);
  });

  it('throws any other error at once', async () => {
    const error = coded('23505');
    await expect(patiently(failing([coded('ECONNRESET'), error]))).rejects.toBe(error);
  });

  it('ends with the last error when it is told to', async () => {
    const ending = new AbortController();
    let calls = 0;
    const work = async (): Promise<never> => {
      calls += 1;
      if (calls === 3) ending.abort();
      throw coded(`0800${calls}`);
    };
    await expect(patiently(work, { signal: ending.signal })).rejects.toMatchObject({
      code: '08003',
    });
  });

  it('tries once what is asked after the end', async () => {
    const signal = AbortSignal.abort();
    expect(await patiently(failing([]), { signal })).toBe(1);
    await expect(patiently(failing([coded('08006')]), { signal })).rejects.toMatchObject({
      code: '08006',
    });
  });
});
