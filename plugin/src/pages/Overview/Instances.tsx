import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { InstanceSummary } from '@growth-engine/collector/contract';
import React from 'react';
import { Tag } from '../../components/Tag';
import { formatAgo } from '../../format/time';
import { useNow } from '../../hooks/useNow';

/** Processes of the service, whether they report, and what they complain about. */
export function Instances({ instances }: { readonly instances: readonly InstanceSummary[] }) {
  const styles = useStyles2(getStyles);
  const now = useNow(5000);
  if (instances.length === 0) {
    return <p className={styles.secondary}>No process has reported.</p>;
  }
  return (
    <ul className={styles.list}>
      {instances.map((instance) => {
        const complaints = [
          ...Object.entries(instance.checks).filter(([, text]) => text !== 'ok'),
          ...Object.entries(instance.refused),
        ];
        return (
          <li key={instance.instance} className={styles.row}>
            <span className={styles.head}>
              <span className={styles.name} title={instance.instance}>
                {instance.instance}
              </span>
              {instance.connected ? (
                <Tag text="Connected" icon="check-circle" color="green" plain />
              ) : (
                <Tag
                  text={`Gone, seen ${formatAgo(instance.lastReportAt, now)}`}
                  icon="exclamation-triangle"
                  color="orange"
                  plain
                />
              )}
            </span>
            {complaints.map(([name, text]) => (
              <span key={name} className={styles.secondary}>
                {name}: {text}
              </span>
            ))}
          </li>
        );
      })}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  row: css({ display: 'flex', flexDirection: 'column', padding: theme.spacing(0.5, 0) }),
  head: css({ alignItems: 'baseline', display: 'flex', gap: theme.spacing(1), justifyContent: 'space-between' }),
  name: css({ minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  secondary: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
