import type { Plan } from '../plan/plan.ts';
import type { PlanWriter, Scope } from './plan-writer.ts';

export function writeArray(
  { items, type, distinct }: Plan & { readonly kind: 'array' },
  source: string,
  scope: Scope,
  writer: PlanWriter,
): string {
  const { code } = writer;
  const list = writer.named(source, 'list');
  const [result, index] = [code.name('result'), code.name('index')];
  // By itself TypeScript takes the words of an enum for any texts.
  code.line(`const ${result}: Item<${writer.names.type(type)}>[] = [];`);
  // The length is read once: the input is not changed meanwhile.
  code.block(
    `for (let ${index} = 0, length = ${list}.length; ${index} < length; ${index} += 1)`,
    () => {
      const item = code.name('item');
      // Within its length an array of JSON has no gaps.
      code.line(`const ${item} = ${list}[${index}]!;`);
      const inner = { around: item, path: [...scope.path, index] };
      code.line(`${result}.push(${writer.value(items, item, inner)});`);
    },
  );
  return distinct ? `distinct(${result})` : result;
}

export function writeTuple(
  { items, type }: Plan & { readonly kind: 'tuple' },
  source: string,
  scope: Scope,
  writer: PlanWriter,
): string {
  const list = writer.named(source, 'list');
  const values = items.map((plan, index) => {
    const value = `${list}[${String(index)}]`;
    return writer.value(plan, value, { around: list, path: [...scope.path, String(index)] });
  });
  const result = writer.code.name('result');
  const tuple = `NonNullable<${writer.names.type(type)}>`;
  writer.code.line(`const ${result}: ${tuple} = [${values.join(', ')}];`);
  return result;
}

export function writeMap(
  plan: Plan & { readonly kind: 'map' },
  source: string,
  scope: Scope,
  writer: PlanWriter,
): string {
  const { code } = writer;
  const map = writer.named(source, 'map');
  const [result, key] = [code.name('result'), code.name('key')];
  code.line(`const ${result}: NonNullable<${writer.names.type(plan.type)}> = {};`);
  code.block(`for (const ${key} of Object.keys(${map}))`, () => {
    const entry = code.name('entry');
    code.line(`const ${entry} = ${map}[${key}]!;`);
    const inner = { around: entry, path: [...scope.path, key] };
    code.line(`setMember(${result}, ${key}, ${writer.value(plan.values, entry, inner)});`);
  });
  return result;
}
