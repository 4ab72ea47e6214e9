import type { OperationForm } from '@skewline/runtime/exchange';
import type { LineageStep } from '../plan/lineage.ts';
import { literal, propertyName } from './code.ts';

/** An `OperationForm` as source text, on one line: `{ first: 0, last: 12, id: "vmm_register", … }`. */
export function formText(form: OperationForm, more: readonly string[] = []): string {
  const { body, parameters, responses } = form;
  return braced([
    `first: ${String(form.first)}`,
    `last: ${String(form.last)}`,
    `id: ${literal(form.id)}`,
    `method: ${literal(form.method)}`,
    `path: ${literal(form.path)}`,
    `parameters: [${parameters.map((one) => membersText({ ...one })).join(', ')}]`,
    ...(body === undefined ? [] : [`body: ${membersText({ ...body })}`]),
    `responses: ${membersText(responses)}`,
    ...more,
  ]);
}

/**
 * An `OperationStep` as source text: `{ newer: 12, upResponse: operationsV49.upResponse_vmm_get_state }`.
 * `access` says how the module takes a function of a version's `operations.ts`.
 */
export function stepText(
  { newer, folder, functions }: LineageStep,
  access: (folder: string, name: string) => string,
): string {
  const parts = Object.entries(functions).map(
    // Entries of an object whose members are all texts.
    ([part, name]) => `${part}: ${access(folder, name as string)}`,
  );
  return braced([`newer: ${String(newer)}`, ...parts]);
}

function membersText(value: { readonly [name: string]: unknown }): string {
  return braced(Object.entries(value).map(([name, one]) => `${statusName(name)}: ${literal(one)}`));
}

/** A status reads better as the number that it is. */
function statusName(name: string): string {
  return /^[1-9]\d\d$/.test(name) ? name : propertyName(name);
}

function braced(members: readonly string[]): string {
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
