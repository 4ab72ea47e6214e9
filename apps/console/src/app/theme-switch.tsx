import { type ReactNode, useId, useState } from 'react';
import { keepTheme, keptTheme, themes } from './theme.ts';

const words = { system: 'System', light: 'Light', dark: 'Dark' } as const;

export function ThemeSwitch(): ReactNode {
  const id = useId();
  const [theme, setTheme] = useState(keptTheme);
  return (
    <span className="theme-switch">
      <label htmlFor={id}>Theme</label>
      <select
        id={id}
        value={theme}
        onChange={(event) => {
          const chosen = themes.find((one) => one === event.currentTarget.value) ?? 'system';
          keepTheme(chosen);
          setTheme(chosen);
        }}
      >
        {themes.map((one) => (
          <option key={one} value={one}>
            {words[one]}
          </option>
        ))}
      </select>
    </span>
  );
}
