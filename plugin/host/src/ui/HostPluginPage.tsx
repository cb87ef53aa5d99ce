import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import type { PluginPageProps } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { useLocation } from 'react-router';

/** A page of the app with its title, as Grafana frames it. */
export function HostPluginPage({ children, subTitle, actions, info: _info, pageNav, renderTitle }: PluginPageProps) {
  const styles = useStyles2(getStyles);
  const { pathname } = useLocation();
  const entries = window.hostBoot.app.includes ?? [];
  const current = entries.find((entry) => entry.path !== undefined && pathname.startsWith(entry.path));
  const title = pageNav?.text ?? current?.name ?? window.hostBoot.app.name;
  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <div>
          {renderTitle ? renderTitle(title) : <h1 className={styles.title}>{title}</h1>}
          {subTitle !== undefined && <div className={styles.subTitle}>{subTitle}</div>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </main>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ padding: theme.spacing(3), width: '100%' }),
  header: css({
    alignItems: 'flex-start',
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(2),
    justifyContent: 'space-between',
    marginBottom: theme.spacing(2),
  }),
  title: css({ fontSize: theme.typography.h2.fontSize, margin: 0 }),
  subTitle: css({ color: theme.colors.text.secondary }),
  actions: css({ alignItems: 'center', display: 'flex', gap: theme.spacing(1) }),
});
