import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from '@skewline/sled-agent-client';
import { afterEach, describe, expect, it } from 'vitest';
import { askedUpTo, capAnnouncement, fetchUpTo } from '../../src/sleds/age.ts';

describe('an announcement, for an older program', () => {
  it.each([
    ['1.0.0..49.0.0', '48', '1.0.0..48.0.0'],
    ['1.0.0..44.0.0', '48', '1.0.0..44.0.0'],
    ['1.0.0..48.0.0', '48', '1.0.0..48.0.0'],
    ['1.0.0', '48', '1.0.0'],
    ['48.0.0..49.0.0', '48', '48.0.0'],
    ['1.0.0, 44.0.0, 49.0.0', '48', '1.0.0, 44.0.0'],
    ['1..7, 40..60', '48.0.0', '1.0.0..7.0.0, 40.0.0..48.0.0'],
    ['49.0.0', '48', '0.0.0'],
    // It is used as a whole or not at all, and that is not decided here.
    ['nonsense', '48', 'nonsense'],
    ['', '48', ''],
  ])('%s, up to %s: %s', (announced, newest, want) => {
    expect(capAnnouncement(announced, newest)).toBe(want);
  });
});

describe('a client of an older program', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  /** Says these versions in every answer, and nothing else. */
  const announcing = async (versions: string): Promise<string> => {
    const body = JSON.stringify({ api: 'sled-agent', versions });
    server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'api-versions': versions });
      response.end(body);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server?.once('listening', resolve));
    // Of a server that listens on TCP it is no text.
    const { port } = server.address() as AddressInfo;
    return `http://127.0.0.1:${String(port)}`;
  };

  it.each([
    { announced: '1.0.0..49.0.0', newest: null, spoken: '49.0.0' },
    { announced: '1.0.0..49.0.0', newest: '48', spoken: '48.0.0' },
    { announced: '1.0.0..49.0.0', newest: '30', spoken: '30.0.0' },
    { announced: '1.0.0..44.0.0', newest: '48', spoken: '44.0.0' },
    { announced: '49.0.0', newest: '48', spoken: 'no_common_version' },
  ])('of version $newest speaks $spoken with $announced', async ({ announced, newest, spoken }) => {
    const heard: string[] = [];
    const sled = connect({
      baseUrl: await announcing(announced),
      versions: askedUpTo(newest),
      fetch: fetchUpTo(newest, (text) => heard.push(text)),
      retries: 0,
    });
    const negotiated = await sled.negotiate();
    expect(negotiated.ok ? negotiated.version : negotiated.code).toBe(spoken);
    expect(heard).toEqual([announced]);
  });
});
