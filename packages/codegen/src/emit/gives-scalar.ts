import type { Hole } from '../plan/plan.ts';

/** Whether a decision gives a value that is no object, unless it refuses. */
export function givesScalar({ fields, target }: Hole): boolean {
  const [field] = fields;
  const property =
    target?.kind === 'object' ? target.properties.find(({ name }) => name === field) : undefined;
  const given = field === undefined ? target : fields.length === 1 ? property?.schema : undefined;
  return ['boolean', 'number', 'string', 'enum'].includes(given?.kind ?? '');
}
