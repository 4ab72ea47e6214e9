import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

interface Bundle {
  readonly code: string;
  /** Modules of which something is in it, from `packages/` on. */
  readonly modules: readonly string[];
}

/** What a browser would get of a program that uses these names. Not minified: names stay. */
async function bundle(
  names: readonly string[],
  options: { minify?: boolean } = {},
): Promise<Bundle> {
  const list = names.join(', ');
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `import { ${list} } from '@skewline/sled-agent-client';\nconsole.log(${list});`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['skewline-source'],
    minify: options.minify === true,
    metafile: true,
    write: false,
  });
  const inputs = Object.values(metafile.outputs).flatMap((one) => Object.entries(one.inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return {
    code: outputFiles.map(({ text }) => text).join(''),
    modules: used.map(([path]) => path.replace(/^.*packages\//, '')),
  };
}

/** The functions of `vN/operations.ts` that are in it; esbuild counts those of equal names. */
function shimsIn({ code }: Bundle): readonly string[] {
  const found = code.matchAll(/function ((?:up|down)(?:Request|Response)_\w+)/g);
  return [...new Set([...found].map((match) => (match[1] ?? '').replace(/\d+$/, '')))].sort();
}

describe('a program that uses two operations', () => {
  test('has their conversions and no others', async () => {
    const bundled = await bundle(['connect', 'vmmGetState', 'vmmUnregister']);
    expect(shimsIn(bundled)).toEqual(['upResponse_vmm_get_state', 'upResponse_vmm_unregister']);
    expect(bundled.code).not.toMatch(/vmm_register|vmm_put_state|InstanceEnsureBody|VmmSpec/);
    const versions = bundled.modules.filter((path) => /generated\/v\d/.test(path));
    expect(versions.filter((path) => !path.includes('/v49/'))).toEqual([]);
  });

  test('has the decisions of their steps only, and none of what others are made with', async () => {
    const bundled = await bundle(['connect', 'vmmGetState', 'vmmPutState']);
    const decisions = bundled.modules.filter((path) => path.endsWith('decisions.ts'));
    expect(decisions).toEqual(['sled-agent-types/src/v49/decisions.ts']);
    expect(bundled.modules.filter((path) => path.includes('ip-bigint'))).toEqual([]);
    expect(bundled.code).not.toMatch(/parseIp/);
  });

  test('has none where they never changed, and no decisions', async () => {
    const bundled = await bundle(['connect', 'vmmDeleteExternalIp', 'vmmIssueDiskSnapshotRequest']);
    expect(shimsIn(bundled)).toEqual([]);
    expect(bundled.modules.filter((path) => path.startsWith('sled-agent-types/'))).toEqual([]);
  });

  test('is small', async () => {
    const weight = async (...names: readonly string[]): Promise<number> =>
      gzipSync((await bundle(names, { minify: true })).code, { level: 9 }).length;
    expect(
      await weight('connect', 'vmmDeleteExternalIp', 'vmmIssueDiskSnapshotRequest'),
    ).toBeLessThan(10_000);
    // Where a conversion asks a decision, those of its own step come along.
    expect(await weight('connect', 'vmmGetState', 'vmmPutState')).toBeLessThan(10_500);
  });
});

test('a program that uses one that changed often has its steps only', async () => {
  const bundled = await bundle(['connect', 'vmmRegister']);
  const shims = shimsIn(bundled);
  expect(shims).toEqual([
    'downRequest_vmm_register',
    'upRequest_vmm_register',
    'upResponse_vmm_register',
  ]);
  // Its decisions compare addresses: with what they need for that, which the bundles above are without.
  expect(bundled.modules).toContain('sled-agent-types/src/v32/decisions.ts');
  expect(bundled.modules.filter((path) => path.includes('ip-bigint'))).not.toEqual([]);
  expect(bundled.code).toMatch(/parseIp/);
});

test('validators of answers are in no program that does not ask for them', async () => {
  const { modules } = await bundle(['createSledAgentClient']);
  expect(modules.filter((path) => /validators|exchanges|responses/.test(path))).toEqual([]);
});

test('loading it does nothing: an import that is not used leaves nothing', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: "import '@skewline/sled-agent-client';",
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['skewline-source'],
    minify: true,
    write: false,
    logLevel: 'silent',
  });
  expect(outputFiles.map(({ text }) => text.trim())).toEqual(['']);
});
