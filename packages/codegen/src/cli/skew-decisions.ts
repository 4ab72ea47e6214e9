import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from '../config.ts';
import { decisionPath } from '../emit/decision-form.ts';
import type { Checked, Problem } from '../model/problem.ts';
import type { Direction } from '../plan/plan.ts';
import type { StepPlan } from '../plan/step.ts';
import { findDecisions } from '../read/decision-files.ts';
import { exists } from '../read/package-files.ts';
import type { DecisionTable } from '../skew/answer.ts';
import { decisionFormOf } from './decision-modules.ts';
import type { OpenPackage } from './open-package.ts';
import { shortList } from './style.ts';

/**
 * The decisions of an API, as the package's own modules have them. Refused where one is missing: what
 * is said of a version would not be true of a package that compiles.
 */
export async function loadDecisions(
  { folder }: Pick<OpenPackage, 'folder'>,
  { source }: Config,
  steps: readonly StepPlan[],
): Promise<Checked<DecisionTable>> {
  const holes = steps.flatMap(({ newer, up, down }) => [
    ...up.holes.map(({ key }): Wanted => [newer.id.folder, 'up', key]),
    ...down.holes.map(({ key }): Wanted => [newer.id.folder, 'down', key]),
  ]);
  if (holes.length === 0) return { value: {}, problems: [] };
  const { value: form, problems } = decisionFormOf(
    await findDecisions(join(folder, source)),
    source,
  );
  if (form === undefined) return { problems };
  const shown = join(folder, source, decisionPath(form, '*'));
  if (form === 'one') {
    const module = await loadModule(folder, source, decisionPath(form, ''));
    if (module.problems.length > 0) return { problems: module.problems };
    return tableOf(member(module.value, 'decisions'), holes, shown);
  }
  const modules: Record<string, unknown> = {};
  for (const version of new Set(holes.map(([name]) => name))) {
    const module = await loadModule(folder, source, decisionPath(form, version));
    if (module.problems.length > 0) return { problems: module.problems };
    modules[version] = module.value;
  }
  return tableOf(modules, holes, shown);
}

function tableOf(table: unknown, holes: readonly Wanted[], shown: string): Checked<DecisionTable> {
  const missing = holes.filter((wanted) => typeof find(table, wanted) !== 'function');
  if (missing.length > 0) {
    const places = missing.map((wanted) => wanted.join(' '));
    return { problems: [unloadable(`${shown} does not answer ${shortList(places)}`)] };
  }
  // Every member that is asked for has just been seen to be a function.
  return { value: table as DecisionTable, problems: [] };
}

/** A module of the sources by its path there, or what is built of it. */
async function loadModule(folder: string, source: string, name: string): Promise<Checked<unknown>> {
  // What is built from `src` is in `dist`; an old Node cannot run the sources.
  const inSource = /^(?:\.\/)?src(?=\/|$)/;
  const output = inSource.test(source) ? source.replace(inSource, 'dist') : 'dist';
  const written = join(folder, source, name);
  const built = join(folder, output, name.replace(/\.ts$/, '.js'));
  const path = process.features.typescript ? written : built;
  if (!(await exists(path))) {
    const isBuildMissing = path !== written && (await exists(written));
    const fix = isBuildMissing
      ? 'build the package, or use Node 22.18 or newer'
      : 'run `skewline generate`, and answer every hole there';
    return { problems: [problem('decisions_missing', `there are holes, and no ${path}`, fix)] };
  }
  try {
    const module: unknown = await import(pathToFileURL(path).href);
    return { value: module, problems: [] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problems: [unloadable(`${path} cannot be loaded: ${message}`)] };
  }
}

type Wanted = readonly [version: string, direction: Direction, key: string];

function find(table: unknown, [version, direction, key]: Wanted): unknown {
  return member(member(member(table, version), direction), key);
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name]; // an object that has it
}

function unloadable(message: string): Problem {
  const fix = 'run `skewline generate`, then tsc, and answer every hole in its decisions';
  return problem('package_unloadable', message, fix);
}

function problem(code: Problem['code'], message: string, fix: string): Problem {
  return { code, severity: 'error', message, fix };
}
