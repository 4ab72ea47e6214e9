import type { Direction } from '../plan/plan.ts';
import type { Ask } from '../plan/step.ts';
import { readAsks } from './ask.ts';
import { valueText } from '../model/visible.ts';
import type { Members } from './members.ts';

/** Two representations of the same things, and the conversions between them. */
export interface RepresentationConfig {
  readonly name: string;
  /** Folder that holds `generated/` and the decisions, relative to the package. */
  readonly source: string;
  readonly from: SideConfig;
  readonly to: SideConfig;
  /** Type of `from` → the type of `to` that it becomes. Types of equal names need no entry. */
  readonly pairs: ReadonlyMap<string, string>;
  /** `up` leads from `from` to `to`. */
  readonly directions: readonly Direction[];
  /** Places to be asked about although they can be derived: one word can mean two things. */
  readonly ask: readonly Omit<Ask, 'step'>[];
}

export interface SideConfig {
  /** A folder's name and an identifier: `domain`. */
  readonly name: string;
  /** Module or folder of TypeScript types, relative to the package. This or `document`. */
  readonly types?: string;
  /** An OpenAPI document, relative to the package. */
  readonly document?: string;
  /** Where generated code imports the types from: a path relative to the package, or a name. */
  readonly module: string;
  /** How property names are spelled; where both sides say it, spelling alone is no difference. */
  readonly names?: Spelling;
}

export type Spelling = 'snake_case' | 'camelCase';

const representationMembers = ['name', 'source', 'from', 'to', 'pairs', 'directions', 'ask'];
const sideMembers = ['name', 'types', 'document', 'module', 'names'];
const sideFix =
  'write {"name": "domain", "types": "src/domain/index.ts", "module": "src/domain/index.ts"}';

export function readRepresentationConfig(members: Members): RepresentationConfig {
  members.allow(representationMembers);
  const [from, to] = [readSide(members, 'from'), readSide(members, 'to')];
  if (from.name !== '' && from.name.toLowerCase() === to.name.toLowerCase()) {
    members.wrong(
      'to/name',
      `both sides are called ${to.name}`,
      'give each side a name of its own',
    );
  }
  const pairs = members.texts('pairs');
  if (pairs.size === 0) {
    const fix = 'write {"SledVmmState": "SledVmmState"}: what they refer to comes with them';
    members.wrong('pairs', 'no pair of types is given', fix);
  }
  return {
    name: members.text('name'),
    source: members.text('source'),
    from,
    to,
    pairs,
    directions: readDirections(members),
    ask: readAsks(members, false),
  };
}

function readSide(members: Members, key: 'from' | 'to'): SideConfig {
  const side = members.object(key, sideFix);
  if (side === undefined) return { name: '', module: '' };
  side.allow(sideMembers);
  const name = side.text('name');
  if (name !== '' && !/^[a-z][a-zA-Z0-9_]*$/.test(name)) {
    const fix = 'use letters, digits and _, a small letter first';
    side.wrong('name', `${name} cannot name a folder and a member of the decisions`, fix);
  }
  const given = (['types', 'document'] as const).filter((one) => side.has(one));
  const [only] = given;
  if (given.length !== 1) {
    const fix =
      'set types, a module or folder of TypeScript types, or document, an OpenAPI document';
    side.wrong('types', 'a side has types or a document, and one of the two', fix);
  }
  const names = side.word('names', ['snake_case', 'camelCase']);
  const module = side.text('module');
  // It is written into code as it is.
  if (module !== '' && !/^[^'"`\\\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u.test(module)) {
    const fix = 'write what follows `from` in an import: "src/domain/index.ts" or "@shop/types"';
    side.wrong('module', `${valueText(module, 80)} cannot stand in an import`, fix);
  }
  return {
    name,
    ...(given.length === 1 && only !== undefined ? { [only]: side.text(only) } : {}),
    module,
    ...(names === undefined ? {} : { names }),
  };
}

function readDirections(members: Members): readonly Direction[] {
  const both: readonly Direction[] = ['up', 'down'];
  if (!members.has('directions')) return both;
  const fix = 'write ["up", "down"], or one of them';
  const listed = members.list('directions', fix);
  const found = both.filter((direction) => listed.includes(direction));
  if (found.length === 0 || found.length < listed.length) {
    members.wrong('directions', 'directions must be up, down or both', fix);
  }
  return found;
}
