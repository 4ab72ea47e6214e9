import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

/** What `src/<name>/page.tsx` exports: the page, as a component without properties. */
interface PageModule {
  readonly Page: ComponentType;
}

/** A page that the navigation leads to. It is fetched when somebody goes there. */
export interface NavigatedPage {
  readonly path: string;
  readonly title: string;
  readonly Page: LazyExoticComponent<ComponentType>;
}

// Found when the console is built: there is a link for each page that is there.
const modules = import.meta.glob<PageModule>([
  '../placement/page.tsx',
  '../skew/page.tsx',
  '../sagas/page.tsx',
]);

/** For operators, in the order of the navigation. A page has all below its path: `/sagas`, `/sagas/:saga`. */
export const operatorPages: readonly NavigatedPage[] = (
  [
    ['placement', 'Placement'],
    ['skew', 'Skew'],
    ['sagas', 'Sagas'],
  ] as const
).flatMap(([name, title]) => {
  const load = modules[`../${name}/page.tsx`];
  if (load === undefined) return [];
  return [{ path: `/${name}`, title, Page: lazy(async () => ({ default: (await load()).Page })) }];
});
