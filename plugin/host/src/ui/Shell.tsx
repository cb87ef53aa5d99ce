import { css, cx } from '@emotion/css';
import type { GrafanaTheme2, PluginInclude } from '@grafana/data';
import { hasPermission } from '@grafana/runtime';
import { Button, Combobox, TextLink, useStyles2, useTheme2 } from '@grafana/ui';
import React, { type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { backendSrv } from '../services/backend';
import { ROLES, type BootDocument, type Role } from '../types';
import type { ThemeName } from '../theme';

interface ShellProps {
  readonly boot: BootDocument;
  readonly onTheme: (theme: ThemeName) => void;
  readonly children: ReactNode;
}

export const PANELS_PATH = '/panels';

const mayOpen = (include: PluginInclude, role: Role): boolean =>
  include.action !== undefined
    ? hasPermission(include.action)
    : ROLES.indexOf(role) >= ROLES.indexOf((include.role ?? 'Viewer') as Role);

/** Navigation, and the two switches that stand for what Grafana would know: the theme and the role. */
export function Shell({ boot, onTheme, children }: ShellProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { pathname } = useLocation();
  const pages = (boot.app.includes ?? []).filter((include) => include.type === 'page' && include.addToNav === true);
  const entries = [
    ...pages.filter((page) => mayOpen(page, boot.role)).map((page) => ({ name: page.name, path: page.path ?? '/' })),
    { name: 'Panels', path: PANELS_PATH },
  ];

  const changeRole = async (role: Role) => {
    await backendSrv.put('/api/host/role', { role });
    window.location.reload();
  };

  return (
    <div className={styles.shell}>
      <header className={styles.bar}>
        <span className={styles.brand}>
          <img src={boot.app.info.logos.small} alt="" width={24} height={24} />
          {boot.app.name}
        </span>
        <nav aria-label="Pages" className={styles.nav}>
          {entries.map(({ name, path }) => (
            <span key={path} className={cx(styles.entry, pathname.startsWith(path) && styles.current)}>
              <TextLink href={path} color="primary" inline={false}>
                {name}
              </TextLink>
            </span>
          ))}
        </nav>
        <span className={styles.hint}>Without Grafana</span>
        <Combobox
          aria-label="Role"
          width={14}
          options={ROLES.map((value) => ({ value, label: value }))}
          value={boot.role}
          onChange={(option) => void changeRole(option.value)}
        />
        <Button size="sm" variant="secondary" onClick={() => onTheme(theme.isDark ? 'light' : 'dark')}>
          {theme.isDark ? 'Light theme' : 'Dark theme'}
        </Button>
      </header>
      {children}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  shell: css({ background: theme.colors.background.canvas, color: theme.colors.text.primary, minHeight: '100vh' }),
  bar: css({
    alignItems: 'center',
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 2),
    minHeight: 48,
    padding: theme.spacing(0.5, 3),
    position: 'sticky',
    top: 0,
    zIndex: theme.zIndex.navbarFixed,
  }),
  brand: css({
    alignItems: 'center',
    display: 'inline-flex',
    fontWeight: theme.typography.fontWeightMedium,
    gap: theme.spacing(1),
  }),
  nav: css({ display: 'flex', flex: 1, flexWrap: 'wrap', gap: theme.spacing(0, 2) }),
  entry: css({ borderBottom: '2px solid transparent', lineHeight: theme.spacing(4) }),
  current: css({ borderBottomColor: theme.colors.primary.border }),
  hint: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
