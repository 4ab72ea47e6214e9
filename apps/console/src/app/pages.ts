import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import { CallProblem } from '../api/problem.ts';

/** A page that the navigation leads to. It is fetched after the first one, or when somebody goes there. */
export interface NavigatedPage {
  /** It has all below its path: `/sagas`, `/sagas/:saga`. */
  readonly path: string;
  readonly title: string;
  readonly Page: LazyExoticComponent<ComponentType>;
  readonly load: Load;
}

type Load = () => Promise<{ readonly Page: ComponentType }>;

/** For operators, in the order of the navigation. */
export const operatorPages: readonly NavigatedPage[] = [
  page('/placement', 'Placement', () => import('../placement/page.tsx')),
  page('/skew', 'Skew', () => import('../skew/page.tsx')),
  page('/sagas', 'Sagas', () => import('../sagas/page.tsx')),
];

function page(path: string, title: string, load: Load): NavigatedPage {
  const Page = lazy(async () => {
    try {
      return { default: (await load()).Page };
    } catch {
      const why = 'Nexus has not sent it: it is away, or serves another console by now.';
      throw new CallProblem('refused', why);
    }
  });
  return { path, title, load, Page };
}

/**
 * Fetches these pages before somebody goes there. They may want to when nexus is away, or serves another console, which has
 * other files.
 */
export function fetchAhead(pages: readonly NavigatedPage[]): void {
  for (const { load } of pages) {
    // It is tried again, and told, where somebody goes there.
    load().catch(() => undefined);
  }
}
