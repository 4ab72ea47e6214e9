import { join } from 'node:path';
import { type DecisionForm, decisionPath, decisionsName } from '../emit/decision-form.ts';
import type { Checked, Problem } from '../model/problem.ts';
import { parseVersionId, versionOfFolder } from '../model/version-id.ts';
import type { Direction } from '../plan/plan.ts';
import { type DecisionFiles, findDecisions } from '../read/decision-files.ts';
import type { OpenPackage, Part } from './open-package.ts';
import type { Summary } from './summary.ts';

/** The modules that may hold decisions of a part. Only an API has versions to put them beside. */
export async function decisionFilesOf(
  { folder }: Pick<OpenPackage, 'folder'>,
  { kind, config }: Part,
): Promise<DecisionFiles> {
  const found = await findDecisions(join(folder, config.source));
  return kind === 'api' ? found : { ...found, each: new Map() };
}

/** Which form a package uses is seen from its files; one that has none yet begins with one module. */
export function decisionFormOf(
  { one, each }: DecisionFiles,
  source: string,
): Checked<DecisionForm> {
  const [folder] = each.keys();
  if (folder === undefined) return { value: 'one', problems: [] };
  if (!one) return { value: 'each', problems: [] };
  const whole = `${source}/${decisionPath('one', folder)}`;
  const message = `${whole} is for all versions, and ${source}/${decisionPath('each', folder)} beside it for one`;
  const fix = `choose: put all decisions into ${whole}, or each into the folder of the version that needs it`;
  return {
    problems: [{ code: 'decisions_ambiguous', severity: 'error', message, fix, file: whole }],
  };
}

/** What tsc could not say, or not well, of the modules of decisions that are there and are not. */
export function decisionProblems(
  files: DecisionFiles,
  form: DecisionForm,
  source: string,
  summary: Summary,
): readonly Problem[] {
  if (form === 'each') return problemsOfEach(files.each, source, summary);
  if (files.one || summary.holes.length === 0) return [];
  return [
    missing(
      `${source}/decisions.ts`,
      'does not exist, so the holes have no answers',
      'export const decisions: Decisions = {}',
    ),
  ];
}

/** A step's directions that have holes, and the types that their answers have. */
type Asked = Partial<Record<Direction, string>>;

function problemsOfEach(
  modules: DecisionFiles['each'],
  source: string,
  summary: Summary,
): readonly Problem[] {
  const asking = askedOf(summary);
  const problems: Problem[] = [];
  for (const [folder, asked] of asking) {
    const file = `${source}/${decisionPath('each', folder)}`;
    const exported = modules.get(folder);
    if (modules.has(folder) && exported === undefined) continue;
    const open = directions.filter(
      (one) => asked[one] !== undefined && exported?.has(one) !== true,
    );
    if (open.length === 0) continue;
    const lines = open.map((one) => `export const ${one}: ${asked[one] ?? ''} = {}`);
    const what =
      exported === undefined ? 'does not exist' : `does not export ${open.join(' and ')}`;
    problems.push(missing(file, `${what}, so the holes have no answers`, lines.join('; ')));
  }
  for (const [folder, exported] of modules) {
    const asked = asking.get(folder) ?? {};
    const left = directions.filter(
      (one) => asked[one] === undefined && exported?.has(one) === true,
    );
    if (asking.has(folder) && left.length === 0) continue;
    problems.push(leftOver(folder, `${source}/${decisionPath('each', folder)}`, left, asked));
  }
  return problems;
}

const directions: readonly Direction[] = ['up', 'down'];

/** By the folder of the step's newer version. */
function askedOf({ holes, versions }: Summary): ReadonlyMap<string, Asked> {
  const asking = new Map<string, Asked>();
  const folderOf = (version: string | undefined): string =>
    parseVersionId(version ?? '')?.folder ?? '';
  for (const { step, direction } of holes) {
    const [older, newer] = [versions[versions.indexOf(step) - 1], step].map(folderOf);
    if (older === undefined || newer === undefined) continue;
    const type = decisionsName(direction, older, newer);
    asking.set(newer, { ...asking.get(newer), [direction]: type });
  }
  return asking;
}

function missing(file: string, what: string, stub: string): Problem {
  return {
    code: 'decisions_missing',
    severity: 'warning',
    message: `${file} ${what}`,
    fix: `write \`${stub}\` there; \`skewline explain\` gives each member`,
    file,
  };
}

/** No generated module imports it, so the compiler would not mind. */
function leftOver(
  folder: string,
  file: string,
  exported: readonly Direction[],
  asked: Asked,
): Problem {
  const version = versionOfFolder(folder)?.text ?? folder;
  const [other] = directions.filter((one) => asked[one] !== undefined);
  const [message, fix] =
    other === undefined
      ? [
          `${file} is there, and version ${version} asks for no decisions`,
          'remove it; types go into a module of another name',
        ]
      : [
          `${file} exports ${exported.join(' and ')}, and version ${version} has only holes on the way ${other}`,
          `remove ${exported.join(' and ')}`,
        ];
  return { code: 'decisions_left_over', severity: 'error', message, fix, file, version };
}
