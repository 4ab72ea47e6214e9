import { resolve, type Side } from '../diff/side.ts';
import type { FileMap } from '../model/file-map.ts';
import type { Schema } from '../model/schema.ts';
import { isNumbered } from '../model/version-id.ts';
import type { Direction, NamedConversion } from '../plan/plan.ts';
import type { DirectionPlan, StepPlan } from '../plan/step.ts';
import { withNamespaces } from '../plan/type-text.ts';
import { Code, inComment, literal, withoutWords } from './code.ts';
import { type DecisionForm, decisionUse } from './decision-form.ts';
import { header } from './header.ts';
import { writePlan } from './shim.ts';

/** What every emitter of a package is told. */
export interface EmitOptions {
  /** Type name of the documents → identifier of the modules. */
  readonly identifiers: ReadonlyMap<string, string>;
  readonly decisions: DecisionForm;
  /** Operation → why its older requests are refused. */
  readonly doNotForward: ReadonlyMap<string, string>;
  /** Whether a number between two versions is a version too. */
  readonly sparse?: boolean;
  /** Whether the types are hand-written, and may be read-only. Generated ones never are. */
  readonly handWritten?: boolean;
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
  const functions = plan.conversions.map((one) => shimFunction(one, plan, options));
  const body = functions.join('\n\n');
  const decisions = decisionUse(step, body, options.decisions);
  const [older, newer] = [step.older.id.folder, step.newer.id.folder];
  const [from, to] = plan.direction === 'up' ? [older, newer] : [newer, older];
  const typeModule = (folder: string): string =>
    folder === newer ? './types.ts' : `../${folder}/types.ts`;
  return [
    header,
    `/** ${sentence(plan.direction, step)} */`,
    runtimeImports(body),
    ...decisions.imports,
    `import type * as From from '${typeModule(from)}';`,
    `import type * as To from '${typeModule(to)}';`,
    '',
    ...decisions.constants.flatMap((line) => [line, '']),
    body,
    '',
  ].join('\n');
}

function sentence(direction: Direction, step: StepPlan): string {
  const [older, newer] = [step.older.id.text, step.newer.id.text];
  if (!isNumbered(step.newer.id)) {
    const [from, to] = direction === 'up' ? [older, newer] : [newer, older];
    return inComment(`${from} to ${to}.`);
  }
  return direction === 'up'
    ? `Version ${older} to ${newer}.`
    : `Version ${newer} back to ${older}.`;
}

/** How generated code uses each name of the runtime: a property may be called the same. */
const runtimeUses: Readonly<Record<string, RegExp>> = {
  distinct: /(?<![\w$.])distinct\(/,
  isObject: /(?<![\w$.])isObject\(/,
  ownMember: /(?<![\w$.])ownMember\(/,
  Refusal: /(?:instanceof|new|\||\):) Refusal\b/,
  setMember: /(?<![\w$.])setMember\(/,
  'type Built': /: Built</,
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
  'type Writable': / as Writable</,
};

/** Only what the body uses: an unused import is an error in a strict package. */
export function runtimeImports(body: string): string {
  const code = withoutWords(body);
  const names = Object.keys(runtimeUses).filter((name) => runtimeUses[name]?.test(code));
  return names.length === 0 ? '' : `import { ${names.join(', ')} } from '@skewline/runtime';`;
}

function shimFunction(
  conversion: NamedConversion,
  plan: DirectionPlan,
  options: EmitOptions,
): string {
  const code = new Code('  ');
  const { identifiers } = options;
  const from = `From.${identifiers.get(conversion.source) ?? conversion.source}`;
  const to = `To.${identifiers.get(conversion.target) ?? conversion.target}`;
  let result = writePlan(conversion.plan, 'from', code, {
    conversion: (call) => shimName(call.conversion, identifiers),
    type: (text) => withNamespaces(text, 'From.', 'To.'),
    decision: (hole) => decisionAccess(conversion.direction, hole.key),
    ...(options.handWritten === true ? { built: (type: string) => `Built<${type}>` } : {}),
  });
  if (conversion.review !== undefined) {
    const review = decisionAccess(conversion.direction, conversion.review.key);
    result = `${review}(${result}, from, context)`;
  }
  const { fallible } = conversion;
  // A parameter that is not used says so by its name.
  const used = [...code.lines, result].some((line) => /\bfrom\b/.test(line));
  // A read-only list is shared with one that is not: the caller keeps its word not to change it.
  const isShared =
    options.handWritten === true && used && holdsList(conversion.source, plan.source);
  const parameter = isShared ? 'given' : used ? 'from' : '_from';
  const losses = conversion.losses.map(
    ({ path, what }) => ` * ${inComment(`Loses ${path}: ${what}.`)}`,
  );
  return [
    ...(losses.length === 0 ? [] : ['/**', ...losses, ' */']),
    `export function ${shimName(conversion, identifiers)}(`,
    `  ${parameter}: ${from},`,
    ...(fallible ? ['  context: Context,'] : []),
    `): ${to}${fallible ? ' | Refusal' : ''} {`,
    ...(isShared ? [`  const from = given as Writable<${from}>;`] : []),
    ...code.lines,
    `  return ${result};`,
    '}',
  ].join('\n');
}

/** `decideUp["NetworkInterface.ip_config"]`, see `decisionUse`. */
export function decisionAccess(direction: Direction, key: string): string {
  return `${direction === 'up' ? 'decideUp' : 'decideDown'}[${literal(key)}]`;
}

/** Whether a value of the type can hold a list, at any depth. */
function holdsList(type: string, side: Side): boolean {
  const seen = new Set<string>();
  const within = (schema: Schema): boolean => {
    switch (schema.kind) {
      case 'array':
      case 'tuple':
        return true;
      case 'map':
        return within(schema.values);
      case 'nullable':
        return within(schema.of);
      case 'union':
        return schema.variants.some((one) => within(one.schema));
      case 'object':
        return schema.properties.some((one) => within(one.schema));
      case 'reference': {
        if (seen.has(schema.name)) return false;
        seen.add(schema.name);
        return within(resolve(schema, side));
      }
      default:
        return false;
    }
  };
  return within({ kind: 'reference', name: type });
}
