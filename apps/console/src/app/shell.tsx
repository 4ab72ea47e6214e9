import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import { useSession } from '../api/session-context.ts';
import { InstancePage } from '../instances/instance-page.tsx';
import { InstancesPage } from '../instances/instances-page.tsx';
import { Loading } from '../parts/loading.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Boundary } from './boundary.tsx';
import { Notices } from './notices.tsx';
import { fetchAhead, operatorPages } from './pages.ts';
import { ThemeSwitch } from './theme-switch.tsx';

const fetchAheadAfterMs = 1000;

/** What is around every page: the navigation, notices, and who is signed in. */
export function Shell({ onSignOut }: { readonly onSignOut: () => void }): ReactNode {
  const { isOperator } = useSession();
  const pages = isOperator ? operatorPages : [];
  useEffect(() => {
    if (!isOperator) return undefined;
    // What is looked at comes first.
    const timer = setTimeout(() => fetchAhead(operatorPages), fetchAheadAfterMs);
    return () => clearTimeout(timer);
  }, [isOperator]);
  const [path] = useLocation();
  const main = useFocusAt(path);
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the page
      </a>
      <header className="bar">
        <Link className="brand" href="/">
          Skewline
        </Link>
        <nav aria-label="Pages">
          <ul>
            <Place href="/instances" title="Instances" path={path} />
            {pages.map(({ path: href, title }) => (
              <Place key={href} href={href} title={title} path={path} />
            ))}
          </ul>
        </nav>
        <div className="bar-end">
          <span className="role">{isOperator ? 'Operator' : 'User'}</span>
          <ThemeSwitch />
          <button type="button" onClick={onSignOut}>
            Sign out
          </button>
        </div>
      </header>
      <Notices />
      <main id="main" ref={main} tabIndex={-1}>
        <Boundary key={path}>
          <Suspense fallback={<Loading what="the page" />}>
            <Switch>
              <Route path="/">
                <Redirect to="/instances" replace />
              </Route>
              <Route path="/instances">
                <InstancesPage />
              </Route>
              <Route path="/instances/:instance">
                {({ instance }) => <InstancePage key={instance} instance={instance} />}
              </Route>
              {pages.map(({ path: href, Page }) => (
                <Route key={href} path={`${href}/*?`}>
                  <Page />
                </Route>
              ))}
              <Route>
                <PageTitle title="There is no such page" />
                <p>
                  Perhaps it is for operators. <Link href="/instances">Go to the instances</Link>
                </p>
              </Route>
            </Switch>
          </Suspense>
        </Boundary>
      </main>
    </>
  );
}

function Place({
  href,
  title,
  path,
}: {
  readonly href: string;
  readonly title: string;
  readonly path: string;
}): ReactNode {
  const isHere = path === href || path.startsWith(`${href}/`);
  return (
    <li>
      <Link href={href} aria-current={isHere ? 'page' : undefined}>
        {title}
      </Link>
    </li>
  );
}

/** Who goes to another page by keyboard or hears it read begins at its top; not at the first one. */
function useFocusAt(path: string): React.RefObject<HTMLElement | null> {
  const element = useRef<HTMLElement>(null);
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    element.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [path]);
  return element;
}
