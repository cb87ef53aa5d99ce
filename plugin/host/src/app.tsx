import { getThemeById, ThemeContext } from '@grafana/data';
import { config } from '@grafana/runtime';
import { GlobalStyles, PortalContainer } from '@grafana/ui';
import 'react-loading-skeleton/dist/skeleton.css';
import React, { useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { AppPlugin } from '@grafana/data';
import { loadApp, prepareLoader } from './loader';
import { initRegistries } from './services/registries';
import { setSingletons } from './services/singletons';
import { readTheme, storeTheme, type ThemeName } from './theme';
import type { BootDocument } from './types';
import { AppRoot } from './ui/AppRoot';
import { Router } from './ui/Router';
import { Shell } from './ui/Shell';

/** Starts the page around the built plugin. */
export async function run(boot: BootDocument): Promise<void> {
  await setSingletons();
  initRegistries();
  prepareLoader();
  const plugin = await loadApp(boot.app);
  const root = document.getElementById('root');
  if (root === null) {
    throw new Error('The page has no #root.');
  }
  createRoot(root).render(<Page boot={boot} plugin={plugin} />);
}

function Page({ boot, plugin }: { readonly boot: BootDocument; readonly plugin: AppPlugin }) {
  const [name, setName] = useState<ThemeName>(readTheme);
  const theme = getThemeById(name);
  config.theme2 = theme;
  const change = (next: ThemeName) => {
    storeTheme(next);
    setName(next);
  };
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <Router>
        <Shell boot={boot} onTheme={change}>
          <AppRoot boot={boot} plugin={plugin} />
        </Shell>
      </Router>
      <PortalContainer />
    </ThemeContext.Provider>
  );
}
