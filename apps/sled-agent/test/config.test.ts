import { describe, expect, test } from 'vitest';
import { delaysOf, readConfig } from '../src/config.ts';

const least = {
  id: '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01',
  serial: 'BRM42',
  stateDirectory: '/var/lib/sled',
};

test('what a configuration does not say has a default', () => {
  expect(readConfig(least)).toEqual({
    ...least,
    version: 49,
    listen: { host: '127.0.0.1', port: 12345 },
    controlListen: { host: '127.0.0.1', port: 12346 },
    nexusUrls: ['http://127.0.0.1:12221'],
    gatewayUrl: null,
    peers: [],
    delays: {
      bootMs: 1500,
      stopMs: 1000,
      stopLimitMs: 600_000,
      rebootMs: 2000,
      migrationMs: 2000,
      migrationLimitMs: 30_000,
    },
    speed: 1,
    publish: { firstDelayMs: 250, maxDelayMs: 180_000, timeoutMs: 10_000 },
    logLevel: 'info',
  });
});

test('what is simulated gets faster, and waiting for others does not', () => {
  const config = readConfig({ ...least, speed: 10, delays: { bootMs: 500 } });
  expect('id' in config && delaysOf(config)).toEqual({
    bootMs: 50,
    stopMs: 100,
    stopLimitMs: 60_000,
    rebootMs: 200,
    migrationMs: 200,
    migrationLimitMs: 30_000,
  });
});

describe('what is wrong is told with its place', () => {
  test.each<[unknown, ...string[]]>([
    [
      null,
      ' expected an object',
      '/id is missing: expected a UUID',
      '/serial is missing: expected letters, digits, ".", "_" and "-"',
      '/stateDirectory is missing: expected the path of a directory',
    ],
    [
      { ...least, version: 50 },
      '/version 50 is wrong: the Sled Agent API has the versions 1 to 49 here',
    ],
    [
      { ...least, version: '49' },
      '/version "49" is wrong: the Sled Agent API has the versions 1 to 49 here',
    ],
    [
      { ...least, listen: { port: 65_536 }, controlListen: 7 },
      '/listen/port 65536 is wrong: expected a whole number from 0 to 65535',
      '/controlListen expected an object',
    ],
    [
      { ...least, nexusUrls: ['http://a', 'ftp://b', 'http://user@c'], peers: 'http://a' },
      '/nexusUrls/1 "ftp://b" is wrong: expected a URL with http or https',
      '/nexusUrls/2 "http://user@c" is wrong: expected a URL with http or https',
      '/peers expected a list of URLs',
    ],
    [
      { ...least, speed: 0, logLevel: 'loud' },
      '/speed 0 is wrong: expected a number from 0.001 to 1000000',
      '/logLevel "loud" is wrong: expected one of fatal, error, warn, info, debug, trace, silent',
    ],
    [
      { ...least, delay: {}, delays: { bootMS: 1 }, publish: { firstDelayMs: 0 } },
      '/publish/firstDelayMs 0 is wrong: expected a whole number from 1 to 9007199254740991',
      '/delay there is no such setting',
      '/delays/bootMS there is no such setting',
    ],
    [{ ...least, id: 'sled-1' }, '/id "sled-1" is wrong: expected a UUID'],
  ])('%j', (value, ...wanted) => {
    const problems = readConfig(value);
    expect(
      Array.isArray(problems) && problems.map(({ place, message }) => `${place} ${message}`),
    ).toEqual(wanted);
  });
});
