import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

/** A page that the navigation leads to. It is fetched when somebody goes there. */
export interface NavigatedPage {
  /** It has all below its path: `/sagas`, `/sagas/:saga`. */
  readonly path: string;
  readonly title: string;
  readonly Page: LazyExoticComponent<ComponentType>;
}

/** For operators, in the order of the navigation. */
export const operatorPages: readonly NavigatedPage[] = [
  {
    path: '/placement',
    title: 'Placement',
    Page: lazy(async () => ({ default: (await import('../placement/page.tsx')).Page })),
  },
  {
    path: '/skew',
    title: 'Skew',
    Page: lazy(async () => ({ default: (await import('../skew/page.tsx')).Page })),
  },
  {
    path: '/sagas',
    title: 'Sagas',
    Page: lazy(async () => ({ default: (await import('../sagas/page.tsx')).Page })),
  },
];
