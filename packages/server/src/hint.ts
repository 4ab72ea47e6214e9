import type { ServerForm, ServerOperation } from '@skewline/runtime/exchange';
import type { Route } from './route-table.ts';

/**
 * Where an operation is that the caller's version does not have at this method and path:
 * `since version 7.0.0`, `removed after version 9.0.0`, or under another path.
 */
export function hintOf(
  routes: readonly Route[],
  position: number,
  versionText: (position: number) => string,
): string {
  const hints = routes.flatMap(({ claims }) =>
    claims.map(({ operation, form }) => hint(operation, form, position, versionText)),
  );
  return [...new Set(hints)].join('; ');
}

function hint(
  operation: ServerOperation,
  form: ServerForm,
  position: number,
  versionText: (position: number) => string,
): string {
  const there = operation.forms.find(({ first, last }) => first <= position && position <= last);
  if (there !== undefined) return `${form.id} is ${there.method} ${there.path} there`;
  const { first = 0 } = operation.forms[0] ?? {};
  if (position < first) return `${form.id} is there since version ${versionText(first)}`;
  const { last = 0 } = operation.forms.at(-1) ?? {};
  return `${form.id} was removed after version ${versionText(last)}`;
}
