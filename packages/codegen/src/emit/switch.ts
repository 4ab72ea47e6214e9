import { type Code, literal } from './code.ts';

/** What a value becomes, by the value itself or by its tag. */
export interface Switch {
  /** An expression that TypeScript narrows by. */
  readonly subject: string;
  /** Of the result, where TypeScript cannot see it. */
  readonly type?: string;
  readonly cases: readonly { readonly value: unknown; readonly given: () => string }[];
  readonly otherwise: string;
}

/** Writes the statement, and returns the expression of the result. */
export function writeSwitch({ subject, type, cases, otherwise }: Switch, code: Code): string {
  const result = code.name('result');
  code.line(`let ${result}${type === undefined ? '' : `: ${type}`};`);
  code.block(`switch (${subject})`, () => {
    for (const { value, given } of cases) {
      code.block(`case ${literal(value)}:`, () => {
        code.line(`${result} = ${given()};`);
        code.line('break;');
      });
    }
    code.line('default:');
    code.line(`  ${result} = ${otherwise};`);
  });
  return result;
}
