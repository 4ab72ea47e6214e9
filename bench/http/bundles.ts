/** How large programs in a browser become that use a client, beside one that uses `fetch` alone. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const base = `'https://sled.example'`;
const client = `'@skewline/sled-agent-client'`;

/** What each of them exports is what it does. */
const programs = {
  'fetch by hand, two operations': `
    const headers = { 'content-type': 'application/json', 'api-version': '49.0.0' };
    async function answerOf(response) {
      const body = await response.json();
      if (response.ok) return body;
      throw new Error(body.message);
    }
    const url = (id) => ${base} + '/vmms/' + encodeURIComponent(id) + '/state';
    export const look = async (id) => answerOf(await fetch(url(id), { headers }));
    export const stop = async (id) => {
      const body = JSON.stringify({ state: { type: 'stopped' } });
      return answerOf(await fetch(url(id), { method: 'PUT', headers, body }));
    };`,
  'client, two operations': `
    import { connect, vmmGetState, vmmPutState } from ${client};
    const sled = connect({ baseUrl: ${base} });
    export const look = (propolis_id) => vmmGetState(sled, { path: { propolis_id } });
    export const stop = (propolis_id) =>
      vmmPutState(sled, { path: { propolis_id }, body: { state: { type: 'stopped' } } });`,
  'client, two operations, vmm_register one of them': `
    import { connect, vmmGetState, vmmRegister } from ${client};
    const sled = connect({ baseUrl: ${base} });
    export const look = (propolis_id) => vmmGetState(sled, { path: { propolis_id } });
    export const register = (propolis_id, body) =>
      vmmRegister(sled, { path: { propolis_id }, body });`,
  'client, all operations': `
    import { createSledAgentClient } from ${client};
    export const sled = createSledAgentClient({ baseUrl: ${base} });`,
  'client, all operations, answers validated': `
    import { createSledAgentClient } from ${client};
    import { responseValidators } from '@skewline/sled-agent-client/responses';
    export const sled = createSledAgentClient({ baseUrl: ${base}, validate: responseValidators });`,
} as const;

export type Program = keyof typeof programs;

/** In bytes. */
export interface Size {
  readonly minified: number;
  readonly gzipped: number;
}

async function sizeOf(contents: string): Promise<Size> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['skewline-source'],
  });
  const bytes = outputFiles[0]?.contents ?? new Uint8Array();
  return { minified: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
}

export async function measureBundles(): Promise<ReadonlyMap<Program, Size>> {
  const names = Object.keys(programs) as Program[]; // its own keys
  const sizes = await Promise.all(names.map(async (name) => sizeOf(programs[name])));
  return new Map(names.map((name, index) => [name, sizes[index] ?? { minified: 0, gzipped: 0 }]));
}
