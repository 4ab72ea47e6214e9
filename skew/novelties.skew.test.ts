import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ageFolder, loadClient, loadServer } from './ages.ts';
import { unrepresentable } from './declared.ts';
import { readHistory, sources } from './histories.ts';
import { fullVersion } from './meeting.ts';
import { caseHeader, type RecordingServer, startRecording } from './recording-server.ts';
import { novelties, plainVmm } from './register.ts';

/**
 * Each thing that a version has brought, said by the newest client: a server one version older never
 * hears of it, and the client says what and since when; a server of that version gets it whole.
 */
const [source] = sources;
if (source === undefined) throw new Error('no API');
const history = await readHistory(source);
const folder = (version: string): string => ageFolder('sled-agent', version);
const client = await loadClient(folder('49'));
const path = { propolis_id: 'd1b0e9a0-4e1d-4b7a-9c3f-000000000009' };
const answer = {
  status: 400,
  body: { request_id: 'r', message: 'it has arrived' },
  headers: {},
};

const servers = new Map<string, RecordingServer>();

beforeAll(async () => {
  for (const version of history.versions) {
    servers.set(version, await startRecording(await loadServer(folder(version))));
  }
});
afterAll(() => Promise.all([...servers.values()].map((one) => one.close())));

async function register(vmm: unknown, version: string) {
  const server = servers.get(version);
  const call = client.calls['vmmRegister'];
  if (server === undefined || call === undefined) throw new Error(`no version ${version}`);
  server.answer('novelty', answer);
  const connection = client.connect({ baseUrl: server.url, validate: client.validators });
  const request = { path, body: vmm };
  const result = await call(connection, request, { headers: { [caseHeader]: 'novelty' } });
  return { result, seen: server.taken('novelty').request };
}

test('what has no novelty is understood by every server', async () => {
  for (const version of history.versions) {
    const { result, seen } = await register(plainVmm, version);
    expect(result).toMatchObject({ code: 'error_status', message: 'it has arrived' });
    expect(seen).toMatchObject({ path });
  }
});

describe.each(novelties.map((one) => [`${one.what}, of version ${one.since}`, one] as const))(
  '%s',
  (_, { since, vmm }) => {
    const before = history.versions[history.versions.indexOf(since) - 1] ?? '';

    test('is not sent to a server that is one version older', async () => {
      const { result, seen } = await register(vmm, before);
      expect(seen).toBeUndefined();
      expect(result).toMatchObject({
        ok: false,
        code: 'unrepresentable',
        operation: 'vmm_register',
        since: fullVersion(since),
      });
      const entry = unrepresentable.find(
        (one) =>
          one.operation === 'vmm_register' &&
          one.since === since &&
          one.field?.test(result.field ?? '') === true,
      );
      expect(entry, `${String(result.field)} is not listed`).toBeDefined();
    });

    test('reaches a server of that version', async () => {
      const { result, seen } = await register(vmm, since);
      expect(result).toMatchObject({ code: 'error_status', message: 'it has arrived' });
      expect(seen).toMatchObject({ path });
    });
  },
);
