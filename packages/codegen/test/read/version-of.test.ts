import { expect, test } from 'vitest';
import { versionOfFile } from '../../src/read/version-of.ts';

test.each([
  ['48.0.0.json', '48'],
  ['48.json', '48'],
  ['v2.yaml', '2'],
  ['1.2.3.yml', '1.2.3'],
  ['sled-agent-48.0.0-abc123.json', '48'],
  ['sled-agent-48.0.0-123456.json', '48'],
  ['nexus-2026010300.0.0.json', '2026010300'],
  ['2026010300.0.0.json', '2026010300'],
  ['api_v3.json', '3'],
  ['docs/7.json', '7'],
  ['openapi.json', undefined],
  ['openapi3.json', undefined],
  ['report-2024-01-02.json', undefined],
  ['1.2.3.4.json', undefined],
  ['1.0.0-beta.json', undefined],
])('%s is version %s', (file, want) => {
  expect(versionOfFile(file)?.text).toBe(want);
});
