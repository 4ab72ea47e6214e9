/** A path of an operation, with its parameters counted instead of named: `/disks/{0}`. */
export interface PathTemplate {
  /** A text, or a parameter by its place among the parameters. */
  readonly segments: readonly (string | number)[];
  /** As the API names the parameters, in the order of the path. */
  readonly names: readonly string[];
}

/** Undefined where a parameter is only a part of a segment: routers disagree about what that means. */
export function parseTemplate(path: string): PathTemplate | undefined {
  const names: string[] = [];
  const segments: (string | number)[] = [];
  for (const segment of path.split('/').slice(1)) {
    const name = /^\{([^{}]+)\}$/.exec(segment)?.[1];
    if (name === undefined && /[{}]/.test(segment)) return undefined;
    segments.push(name === undefined ? segment : names.push(name) - 1);
  }
  return path.startsWith('/') ? { segments, names } : undefined;
}

/** The name that routers know a parameter by. */
export function parameterKey(place: number): string {
  return `p${String(place)}`;
}

/** The same for all templates that differ only in the names of their parameters. */
export function templateKey({ segments }: PathTemplate): string {
  return spell(segments, (text) => text);
}

/** As rou3 spells it. */
export function rou3Path({ segments }: PathTemplate): string {
  return spell(segments, (text) => text.replaceAll(/[\\:*(){}?+]/g, '\\$&'));
}

/** As Fastify spells it. Undefined where it cannot say a star that is only a star. */
export function fastifyPath({ segments }: PathTemplate): string | undefined {
  if (segments.some((segment) => typeof segment === 'string' && segment.includes('*'))) {
    return undefined;
  }
  return spell(segments, (text) => text.replaceAll(':', '::'));
}

function spell(segments: readonly (string | number)[], text: (literal: string) => string): string {
  return segments
    .map((segment) =>
      typeof segment === 'number' ? `/:${parameterKey(segment)}` : `/${text(segment)}`,
    )
    .join('');
}
