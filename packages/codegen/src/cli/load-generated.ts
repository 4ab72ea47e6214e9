import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { climb, type Epoch, Refusal } from '@skewline/runtime';
import type { ValidatorEpoch } from '@skewline/runtime/validation';
import type { Config } from '../config.ts';
import type { Checked } from '../model/problem.ts';
import { exists } from '../read/package-files.ts';
import type { OpenPackage } from './open-package.ts';

/** A generated package, running in this process. */
export interface Generated {
  /** Oldest first. */
  readonly versions: readonly string[];
  /** Whether a number between two of them is a version too. */
  readonly sparse: boolean;
  readonly notForwarded: readonly NotForwarded[];
  readonly epochs: readonly Epoch[];
  readonly validators: Readonly<Record<string, readonly ValidatorEpoch[]>>;
  /** Of the runtime that the package itself uses, where it says so. */
  readonly climb: typeof climb;
  isRefusal(value: unknown): value is Refusal;
}

/** Requests of an operation that must not go up from versions at these positions. */
export interface NotForwarded {
  readonly operation: string;
  readonly first: number;
  readonly last: number;
  readonly reason: string;
}

/** What the modules of a generated package export, as `emit/` writes them. */
interface Conversions {
  readonly versions: readonly string[];
  readonly sparse?: boolean;
  readonly notForwarded?: readonly NotForwarded[];
  readonly epochs: readonly Epoch[];
  readonly climb?: typeof climb;
  readonly Refusal?: typeof Refusal;
}
interface Validators {
  readonly validators: Readonly<Record<string, readonly ValidatorEpoch[]>>;
}

export async function loadGenerated(
  { folder }: Pick<OpenPackage, 'folder'>,
  config: Config,
): Promise<Checked<Generated>> {
  const sources = join(folder, config.source, 'generated');
  // What is built from `src` is in `dist`.
  const inSource = /^(?:\.\/)?src(?=\/|$)/;
  const output = inSource.test(config.source) ? config.source.replace(inSource, 'dist') : 'dist';
  const built = join(folder, output, 'generated');
  // Node 22.18 and newer run the sources; an older one needs them built.
  const runsSources = Boolean(process.features.typescript);
  const hasSources = await exists(join(sources, 'conversions.ts'));
  const useSources = hasSources && runsSources;
  if (!useSources && !(await exists(join(built, 'conversions.js')))) {
    const message = hasSources
      ? `Node ${process.version} cannot run TypeScript, and ${built} is missing`
      : `${sources} has no generated package`;
    const fix = hasSources
      ? 'build the package, or use Node 22.18 or newer'
      : 'run `skewline generate` first';
    return { problems: [{ code: 'not_generated', severity: 'error', message, fix }] };
  }
  const load = async (name: string): Promise<unknown> => {
    const path = useSources ? join(sources, `${name}.ts`) : join(built, `${name}.js`);
    return import(pathToFileURL(path).href);
  };
  try {
    // What the emitters write has these exports.
    const conversions = (await load('conversions')) as Conversions;
    const { validators } = (await load('validators')) as Validators;
    const refusals = conversions.Refusal ?? Refusal;
    return {
      value: {
        versions: conversions.versions,
        sparse: conversions.sparse === true,
        notForwarded: conversions.notForwarded ?? [],
        epochs: conversions.epochs,
        validators,
        climb: conversions.climb ?? climb,
        isRefusal: (value): value is Refusal => value instanceof refusals,
      },
      problems: [],
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      problems: [
        {
          code: 'package_unloadable',
          severity: 'error',
          message: `the generated package cannot be loaded: ${message}`,
          fix: 'run `skewline generate`, then tsc, and answer every hole in decisions.ts',
        },
      ],
    };
  }
}
