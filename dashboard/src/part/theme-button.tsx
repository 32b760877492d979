import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

/** Also read by public/theme.js, before the first paint. */
const STORAGE_KEY = 'log-monitor.theme';

const ICONS: Record<Theme, string> = {
  system: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 2v14a7 7 0 0 1 0-14Z',
  light:
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM11 1h2v4h-2zM11 19h2v4h-2zM1 11h4v2H1zM19 11h4v2h-4zM4.2 2.8 7 5.6 5.6 7 2.8 4.2zM17 18.4l1.4-1.4 2.8 2.8-1.4 1.4zM18.4 7 17 5.6l2.8-2.8 1.4 1.4zM5.6 17 7 18.4l-2.8 2.8-1.4-1.4z',
  dark: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z',
};

/** Follows the system's theme, or keeps the light or the dark one; remembered. */
export function ThemeButton(): JSX.Element {
  const [theme, setTheme] = useState<Theme>(currentTheme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] as Theme;
  const change = (): void => {
    applyTheme(next);
    setTheme(next);
  };
  const words = `Theme: ${theme}. Change to ${next}.`;
  return (
    <button type="button" class="button icon-button" aria-label={words} title={words} onClick={change}>
      <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
        <path d={ICONS[theme]} fill="currentColor" />
      </svg>
    </button>
  );
}

function currentTheme(): Theme {
  return THEMES.find((theme) => theme === document.documentElement.dataset.theme) ?? 'system';
}

function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === 'system') localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
  dispatchEvent(new Event('themechange'));
}
