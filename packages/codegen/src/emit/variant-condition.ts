import type { VariantTest } from '../plan/plan.ts';
import { access, isInherited, literal } from './code.ts';

/** The condition under which a value is of a variant, as an expression that TypeScript narrows by. */
export function variantCondition(test: VariantTest, name: string, value: string): string {
  switch (test.kind) {
    case 'tag':
      return `${access(value, test.tag)} === ${literal(name)}`;
    case 'literal':
      return `${value} === ${literal(name)}`;
    case 'key': {
      const own = isInherited(name) ? ` && Object.hasOwn(${value}, ${literal(name)})` : '';
      return `typeof ${value} === 'object' && ${literal(name)} in ${value}${own}`;
    }
    case 'type':
      return test.type === 'array'
        ? `Array.isArray(${value})`
        : test.type === 'object'
          ? `isObject(${value})`
          : `typeof ${value} === ${literal(test.type)}`;
  }
}
