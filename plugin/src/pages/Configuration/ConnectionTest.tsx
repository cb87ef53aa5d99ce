import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FieldSet, Stack, TextLink, useStyles2 } from '@grafana/ui';
import { APP_PAGES } from '@growth-engine/collector/contract';
import React, { useEffect, useState } from 'react';
import { Tag } from '../../components/Tag';
import { testConnection, type ConnectionCheck } from './connection';

interface ConnectionTestProps {
  readonly pluginVersion: string;
  readonly disabledBecause: string | undefined;
  /** Run when the page opens: just saved. */
  readonly atOnce: boolean;
}

/** The test button and, step by step, what it found. */
export function ConnectionTest({ pluginVersion, disabledBecause, atOnce }: ConnectionTestProps) {
  const styles = useStyles2(getStyles);
  const [asked, setAsked] = useState(atOnce ? 1 : 0);
  const [found, setFound] = useState<{ readonly turn: number; readonly checks: readonly ConnectionCheck[] }>();
  const running = asked > 0 && found?.turn !== asked;
  const checks = found?.checks;

  useEffect(() => {
    if (asked === 0) {
      return undefined;
    }
    let left = false;
    void testConnection(pluginVersion).then((result) => {
      if (!left) {
        setFound({ turn: asked, checks: result });
      }
    });
    return () => {
      left = true;
    };
  }, [asked, pluginVersion]);

  const fine = checks?.every(({ state }) => state === 'ok') === true;
  return (
    <FieldSet label="Connection">
      <Stack gap={1} alignItems="center" wrap="wrap">
        <Button
          variant="secondary"
          icon="heart-rate"
          disabled={running || disabledBecause !== undefined}
          onClick={() => setAsked((before) => before + 1)}
        >
          {running ? 'Testing …' : 'Test'}
        </Button>
        {disabledBecause !== undefined && <span className={styles.secondary}>{disabledBecause}</span>}
      </Stack>
      <div role="status" aria-live="polite">
        {checks && (
          <>
            <ul className={styles.checks}>
              {checks.map((check) => (
                <li key={check.name} className={styles.check}>
                  <span className={styles.name}>{check.name}</span>
                  {check.state === 'ok' ? (
                    <Tag text="Fine" icon="check-circle" color="green" plain />
                  ) : check.state === 'warning' ? (
                    <Tag text="Look" icon="exclamation-triangle" color="orange" plain />
                  ) : check.state === 'failed' ? (
                    <Tag text="Failed" icon="exclamation-circle" color="red" plain />
                  ) : (
                    <Tag text="Not tried" icon="question-circle" color="darkgrey" plain />
                  )}
                  <span>
                    {check.text}{' '}
                    {check.nextStep !== undefined && <span className={styles.secondary}>{check.nextStep}</span>}
                  </span>
                </li>
              ))}
            </ul>
            {fine && (
              <p>
                All is well. <TextLink href={APP_PAGES.overview}>Open the overview</TextLink>
              </p>
            )}
          </>
        )}
      </div>
    </FieldSet>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  checks: css({ listStyle: 'none', margin: theme.spacing(2, 0, 1), maxWidth: 900, padding: 0 }),
  check: css({
    alignItems: 'baseline',
    borderTop: `1px solid ${theme.colors.border.weak}`,
    display: 'grid',
    gap: theme.spacing(1.5),
    gridTemplateColumns: '210px 90px minmax(0, 1fr)',
    padding: theme.spacing(1, 0),
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: '1fr' },
  }),
  name: css({ fontWeight: theme.typography.fontWeightMedium }),
  secondary: css({ color: theme.colors.text.secondary }),
});
