/** `system`: as the machine is set. */
export type Theme = 'system' | 'light' | 'dark';

export const themes: readonly Theme[] = ['system', 'light', 'dark'];

const storedAs = 'skewline-theme';

export function keptTheme(): Theme {
  const kept = localStorage.getItem(storedAs);
  return themes.find((theme) => theme === kept) ?? 'system';
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export function keepTheme(theme: Theme): void {
  localStorage.setItem(storedAs, theme);
  applyTheme(theme);
}
