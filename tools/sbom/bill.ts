import { record } from '../src/tree.ts';

/** A bill of materials in CycloneDX's form, as far as we look at it. */
export interface Bill {
  readonly metadata: Readonly<Record<string, unknown>> & { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly Edges[];
  readonly [member: string]: unknown;
}

export interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly unknown[];
  readonly licenses?: readonly unknown[];
  readonly [member: string]: unknown;
}

export interface Edges {
  readonly ref: string;
  readonly dependsOn: readonly string[];
}

/** The bill that npm makes of a lock. It calls what is in the repository by its folder; we by its name. */
export function billOf(text: string): Bill {
  // npm's own, which the schema is held against before it is used.
  const bill = JSON.parse(text) as Bill;
  return {
    ...bill,
    metadata: { ...bill.metadata, component: named(bill.metadata.component) },
    components: bill.components.map(named),
  };
}

function named(component: Component): Component {
  const name = /^pkg:npm\/(.+)@[^@]+$/.exec(component.purl)?.[1];
  return name === undefined ? component : { ...component, name: decodeURIComponent(name) };
}

/** A package of ours, by its manifest. */
export interface Ours {
  readonly name: string;
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** The bill of what is installed with one of our packages: itself, and what it needs to run. */
export function billOfPackage(whole: Bill, name: string, ours: readonly Ours[]): Bill {
  const component = whole.components.find((one) => one.name === name);
  if (component === undefined)
    throw new Error(`There is no ${name} in the bill of the repository.`);
  const components = new Map(whole.components.map((one) => [one['bom-ref'], one]));
  const edges = new Map(whole.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  const needed = new Map<string, readonly string[]>();
  const add = (ref: string): void => {
    if (needed.has(ref)) return;
    const own = ours.find((one) => one.name === components.get(ref)?.name);
    // What ours need for development is listed beside the rest; of others that is not installed.
    const runtime = own === undefined ? undefined : needs(own);
    const wanted = (edges.get(ref) ?? []).filter(
      (one) => runtime?.has(components.get(one)?.name ?? '') ?? true,
    );
    needed.set(ref, wanted);
    for (const one of wanted) add(one);
  };
  const root = component['bom-ref'];
  add(root);
  return {
    ...whole,
    metadata: { ...whole.metadata, component },
    components: whole.components.filter((one) => one !== component && needed.has(one['bom-ref'])),
    dependencies: [...needed].map(([ref, dependsOn]) => ({ ref, dependsOn })),
  };
}

function needs({ manifest }: Ours): ReadonlySet<string> {
  return new Set(
    ['dependencies', 'optionalDependencies'].flatMap((field) =>
      Object.keys(record(manifest[field])),
    ),
  );
}
