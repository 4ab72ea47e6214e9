import type { FileMap } from '../model/file-map.ts';
import type { Direction, NamedConversion } from '../plan/plan.ts';
import type { DirectionPlan, StepPlan } from '../plan/step.ts';
import { withNamespaces } from '../plan/type-text.ts';
import { Code, inComment, literal, withoutWords } from './code.ts';
import { header } from './header.ts';
import { writePlan } from './shim.ts';

/** What every emitter of a package is told. */
export interface EmitOptions {
  /** Type name of the documents → identifier of the modules. */
  readonly identifiers: ReadonlyMap<string, string>;
  /** The module of hand-written decisions, relative to `generated/`: `../decisions.ts`. */
  readonly decisions: string;
  /** Operation → why its older requests are refused. */
  readonly doNotForward: ReadonlyMap<string, string>;
}

/** `generated/v10/up.ts` (from the version before) and `generated/v10/down.ts` (back to it). */
export function emitShims(steps: readonly StepPlan[], options: EmitOptions): FileMap {
  const files = new Map<string, string>();
  for (const step of steps) {
    for (const plan of [step.up, step.down]) {
      if (plan.conversions.length === 0) continue;
      const path = `generated/${step.newer.id.folder}/${plan.direction}.ts`;
      files.set(path, shimModule(step, plan, options));
    }
  }
  return files;
}

/** The name of the function that converts two named types. */
export function shimName(
  conversion: NamedConversion,
  identifiers: ReadonlyMap<string, string>,
): string {
  const name = (type: string): string => identifiers.get(type) ?? type;
  const from = name(conversion.source);
  const to = conversion.source === conversion.target ? '' : `To${name(conversion.target)}`;
  return `${conversion.direction}${from}${to}`;
}

function shimModule(step: StepPlan, plan: DirectionPlan, options: EmitOptions): string {
  const functions = plan.conversions.map((one) => shimFunction(one, options));
  const body = functions.join('\n\n');
  const lookUps = decisionLookUps(step, body);
  const [older, newer] = [step.older.id.folder, step.newer.id.folder];
  const [from, to] = plan.direction === 'up' ? [older, newer] : [newer, older];
  const typeModule = (folder: string): string =>
    folder === newer ? './types.ts' : `../${folder}/types.ts`;
  return [
    header,
    `/** ${sentence(plan.direction, step)} */`,
    runtimeImports(body),
    ...(lookUps.length === 0 ? [] : [`import { decisions } from '../${options.decisions}';`]),
    `import type * as From from '${typeModule(from)}';`,
    `import type * as To from '${typeModule(to)}';`,
    '',
    ...lookUps.flatMap((line) => [line, '']),
    body,
    '',
  ].join('\n');
}

function sentence(direction: Direction, step: StepPlan): string {
  const [older, newer] = [step.older.id.text, step.newer.id.text];
  return direction === 'up'
    ? `Version ${older} to ${newer}.`
    : `Version ${newer} back to ${older}.`;
}

/** How generated code uses each name of the runtime: a property may be called the same. */
const runtimeUses: Readonly<Record<string, RegExp>> = {
  isObject: /(?<![\w$.])isObject\(/,
  ownMember: /(?<![\w$.])ownMember\(/,
  Refusal: /(?:instanceof|new|\||\):) Refusal\b/,
  setMember: /(?<![\w$.])setMember\(/,
  'type Context': /: Context\b/,
  'type Decision': /: Decision</,
  'type Entry': /(?<![\w$.])Entry</,
  'type Item': /(?<![\w$.])Item</,
  'type Keyed': /(?<![\w$.])Keyed</,
  'type Member': /(?<![\w$.])Member</,
  'type OperationConversions': /: OperationConversions\b/,
  'type OperationResponse': /: OperationResponse\b/,
  'type Review': /: Review</,
  'type Tagged': /(?<![\w$.])Tagged</,
};

/** Only what the body uses: an unused import is an error in a strict package. */
export function runtimeImports(body: string): string {
  const code = withoutWords(body);
  const names = Object.keys(runtimeUses).filter((name) => runtimeUses[name]?.test(code));
  return names.length === 0 ? '' : `import { ${names.join(', ')} } from '@skewline/runtime';`;
}

function shimFunction(conversion: NamedConversion, options: EmitOptions): string {
  const code = new Code('  ');
  const { identifiers } = options;
  const from = `From.${identifiers.get(conversion.source) ?? conversion.source}`;
  const to = `To.${identifiers.get(conversion.target) ?? conversion.target}`;
  let result = writePlan(conversion.plan, 'from', code, {
    conversion: (plan) => shimName(plan.conversion, identifiers),
    type: (text) => withNamespaces(text, 'From.', 'To.'),
    decision: (hole) => decisionAccess(conversion.direction, hole.key),
  });
  if (conversion.review !== undefined) {
    const review = decisionAccess(conversion.direction, conversion.review.key);
    result = `${review}(${result}, from, context)`;
  }
  const { fallible } = conversion;
  // A parameter that is not used says so by its name.
  const used = [...code.lines, result].some((line) => /\bfrom\b/.test(line));
  const losses = conversion.losses.map(
    ({ path, what }) => ` * ${inComment(`Loses ${path}: ${what}.`)}`,
  );
  return [
    ...(losses.length === 0 ? [] : ['/**', ...losses, ' */']),
    `export function ${shimName(conversion, identifiers)}(`,
    `  ${used ? 'from' : '_from'}: ${from},`,
    ...(fallible ? ['  context: Context,'] : []),
    `): ${to}${fallible ? ' | Refusal' : ''} {`,
    ...code.lines,
    `  return ${result};`,
    '}',
  ].join('\n');
}

/** `decideUp["NetworkInterface.ip_config"]`, see `decisionLookUps`. */
export function decisionAccess(direction: Direction, key: string): string {
  return `${direction === 'up' ? 'decideUp' : 'decideDown'}[${literal(key)}]`;
}

/**
 * The decisions that a module's body uses. Looked up once, when the module is loaded: a chain of
 * look-ups at every call is a quarter of the time of a small conversion. A module of decisions must
 * therefore import no shims.
 */
export function decisionLookUps(step: StepPlan, body: string): readonly string[] {
  return (['up', 'down'] as const)
    .map((direction) => [direction, decisionAccess(direction, '').slice(0, -4)] as const)
    .filter(([, name]) => body.includes(`${name}[`))
    .map(([direction, name]) => `const ${name} = decisions.${step.newer.id.folder}.${direction};`);
}
