import type { ReactNode } from 'react';
import { Route, Switch } from 'wouter';
import { SagaPage } from './saga-page.tsx';
import './sagas.css';
import { SagasPage } from './sagas-page.tsx';

/** The sagas of the control plane: all of them, or one. */
export function Page(): ReactNode {
  return (
    <Switch>
      <Route path="/sagas/:saga">{({ saga }) => <SagaPage key={saga} sagaId={saga} />}</Route>
      <Route>
        <SagasPage />
      </Route>
    </Switch>
  );
}
