import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { type ApiEntryPoint, ApiModel } from '@microsoft/api-extractor-model';
import type { Entry, Published } from '../packages/published.ts';
import { record } from '../src/tree.ts';

/** What an entry of a package offers, read from its declarations in dist. */
export interface Extracted {
  readonly entry: Entry;
  /** The declarations in API Extractor's form: sorted, without what they say of themselves. */
  readonly signatures: string;
  /** The same with what they say. */
  readonly api: ApiEntryPoint;
}

/** Entries that people wrote. What is generated is reviewed where it is generated from. */
export function writtenEntries({ entries, manifest }: Published): readonly Entry[] {
  return entries.filter((entry) => {
    const types = typesOf(manifest, entry);
    return types !== undefined && !types.includes('/generated/');
  });
}

/** Extracts an entry of a package that is built; `scratch` is a folder that is thrown away. */
export async function extract(
  root: string,
  { folder, manifest }: Published,
  entry: Entry,
  scratch: string,
): Promise<Extracted> {
  const types = join(root, folder, typesOf(manifest, entry) ?? '');
  const home = join(scratch, entry.specifier);
  await mkdir(home, { recursive: true });
  const silent = { logLevel: ExtractorLogLevel.None };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: join(root, folder),
      mainEntryPointFilePath: types,
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'es2023',
            lib: ['es2023', 'dom'],
            types: [],
            module: 'nodenext',
            strict: true,
            skipLibCheck: true,
          },
          files: [types],
        },
      },
      // What is used by what is exported belongs to it, exported or not.
      apiReport: {
        enabled: true,
        includeForgottenExports: true,
        reportFolder: home,
        reportTempFolder: join(home, 'temp'),
        reportFileName: 'report',
      },
      docModel: {
        enabled: true,
        includeForgottenExports: true,
        apiJsonFilePath: join(home, 'model.api.json'),
      },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      // `tsc` and the linter have their say elsewhere.
      messages: {
        compilerMessageReporting: { default: silent },
        extractorMessageReporting: { default: silent },
        tsdocMessageReporting: { default: silent },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, folder, 'package.json'),
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = true;
    },
  });
  const report = await readFile(join(home, 'report.api.md'), 'utf8').catch(() => undefined);
  const [api] = succeeded
    ? new ApiModel().loadPackage(join(home, 'model.api.json')).entryPoints
    : [];
  if (report === undefined || api === undefined) {
    throw new Error(`API Extractor cannot read ${types}.`);
  }
  return { entry, signatures: signaturesOf(report), api };
}

/** The block of code of a report. All is public; and what is said of it, or is not, is on the page of the package. */
function signaturesOf(report: string): string {
  const code = /^```ts\n([\s\S]*?)^```$/m.exec(report)?.[1] ?? '';
  return code
    .replaceAll(/^ *\/\/ (?:@public|\(undocumented\)|\(No @packageDocumentation).*\n/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

function typesOf(manifest: Published['manifest'], { subpath }: Entry): string | undefined {
  const types = record(record(manifest['exports'])[subpath])['types'];
  return typeof types === 'string' ? types : undefined;
}
