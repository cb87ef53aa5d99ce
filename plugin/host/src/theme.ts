export type ThemeName = 'dark' | 'light';

const KEY = 'growthengine-performance-app.host.theme';

export function readTheme(): ThemeName {
  const stored = localStorage.getItem(KEY);
  if (stored === 'dark' || stored === 'light') {
    return stored;
  }
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

export const storeTheme = (theme: ThemeName): void => localStorage.setItem(KEY, theme);
