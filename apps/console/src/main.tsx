import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { applyTheme, keptTheme } from './app/theme.ts';
import './app/tokens.css';
import './app/base.css';
import './app/shell.css';
import './parts/parts.css';
import './instances/instances.css';

applyTheme(keptTheme());
const root = document.querySelector('#root');
// index.html has it.
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
