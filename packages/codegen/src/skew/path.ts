import type { EnumValue } from '../model/schema.ts';

/** A way from the root of a request or a response to a place in it, whatever the value. */
export type Path = readonly Segment[];

export type Segment =
  | { readonly kind: 'field'; readonly name: string }
  /** Any item of a list. */
  | { readonly kind: 'items' }
  /** One item of a tuple. */
  | { readonly kind: 'item'; readonly position: number }
  /** Any member of a map, or any member that no property names. */
  | { readonly kind: 'entries' }
  /** The same value, where it is of this variant. */
  | { readonly kind: 'variant'; readonly name: string }
  /** The same place, where this value stands there. */
  | { readonly kind: 'value'; readonly value: EnumValue['value'] };

export const root: Path = [];

export function field(path: Path, name: string): Path {
  return [...path, { kind: 'field', name }];
}

/** A JSON pointer in which `[]` is every item and `{}` every member: `/body/disks/[]/id`. */
export function pointerOf(path: Path): string {
  return path.map(pointerPart).join('');
}

function pointerPart(segment: Segment): string {
  switch (segment.kind) {
    case 'field':
      return `/${segment.name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    case 'items':
      return '/[]';
    case 'item':
      return `/${String(segment.position)}`;
    case 'entries':
      return '/{}';
    case 'variant':
    case 'value':
      return '';
  }
}

/** Of what variant, and which value, it has to be for the path to be there: outermost first. */
export function conditionsOf(path: Path): readonly string[] {
  return path.flatMap((segment) =>
    segment.kind === 'variant'
      ? [segment.name]
      : segment.kind === 'value'
        ? [String(segment.value)]
        : [],
  );
}

/** Whether the second place is the first one, or inside it. */
export function contains(outer: Path, inner: Path): boolean {
  return outer.every((segment, at) => keyOf(segment) === keyOf(inner[at]));
}

/** A value of an enum becomes the variant of the same name, and the other way round. */
function keyOf(segment: Segment | undefined): string {
  if (segment?.kind === 'variant') return `= ${segment.name}`;
  return segment?.kind === 'value' ? `= ${String(segment.value)}` : JSON.stringify(segment ?? null);
}

/** The place itself, whatever stands there. */
export function withoutValue(path: Path): Path {
  return path.at(-1)?.kind === 'value' ? path.slice(0, -1) : path;
}
