import { css } from '@emotion/css';
import {
  applyFieldOverrides,
  EventBusSrv,
  getDefaultTimeRange,
  LoadingState,
  type DataFrame,
  type FieldConfigSource,
  type GrafanaTheme2,
  type PanelPlugin,
  type PanelPluginMeta,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { ErrorBoundaryAlert, LoadingPlaceholder, useStyles2, useTheme2 } from '@grafana/ui';
import React, { useEffect, useMemo, useState } from 'react';
import { loadPanel } from '../loader';

interface PanelHostProps {
  readonly meta: PanelPluginMeta;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly series?: readonly DataFrame[];
  readonly fieldConfig?: FieldConfigSource;
}

const HEADER = 36;
const PADDING = 8;
const NO_OVERRIDES: FieldConfigSource = { defaults: {}, overrides: [] };
const NO_FRAMES: readonly DataFrame[] = [];

/** One panel as a dashboard would hold it: its frame, its size, its data with field config applied. */
export function PanelHost({
  meta,
  title,
  width,
  height,
  series = NO_FRAMES,
  fieldConfig = NO_OVERRIDES,
}: PanelHostProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [plugin, setPlugin] = useState<PanelPlugin>();
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    let left = false;
    loadPanel(meta).then(
      (loaded) => !left && setPlugin(loaded),
      (error: unknown) => !left && setFailure(error instanceof Error ? error.message : 'The panel does not load.')
    );
    return () => {
      left = true;
    };
  }, [meta]);

  const timeRange = useMemo(() => getDefaultTimeRange(), []);
  const eventBus = useMemo(() => new EventBusSrv(), []);
  const replaceVariables = (text: string) => getTemplateSrv().replace(text);
  const frames = useMemo(
    () =>
      plugin === undefined
        ? []
        : applyFieldOverrides({
            data: [...series],
            fieldConfig,
            fieldConfigRegistry: plugin.fieldConfigRegistry,
            replaceVariables: (text) => text,
            theme,
          }),
    [plugin, series, fieldConfig, theme]
  );
  const Panel = plugin?.panel;
  return (
    <section className={styles.panel} style={{ width, height }} aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      <div className={styles.content}>
        {failure !== undefined && <p role="alert">{failure}</p>}
        {plugin === undefined && failure === undefined && <LoadingPlaceholder text="" />}
        {Panel && plugin && (
          <ErrorBoundaryAlert>
            <Panel
              id={1}
              title={title}
              width={width - 2 * PADDING - 2}
              height={height - HEADER - PADDING - 2}
              options={plugin.defaults}
              fieldConfig={fieldConfig}
              data={{ series: frames, state: LoadingState.Done, timeRange }}
              timeRange={timeRange}
              timeZone="browser"
              transparent={false}
              renderCounter={0}
              eventBus={eventBus}
              replaceVariables={replaceVariables}
              onOptionsChange={() => undefined}
              onFieldConfigChange={() => undefined}
              onChangeTimeRange={() => undefined}
            />
          </ErrorBoundaryAlert>
        )}
      </div>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    display: 'flex',
    flexDirection: 'column',
    overflow: 'hidden',
  }),
  title: css({
    fontSize: theme.typography.h6.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    lineHeight: `${HEADER}px`,
    margin: 0,
    padding: `0 ${PADDING}px`,
  }),
  content: css({ flex: 1, minHeight: 0, padding: `0 ${PADDING}px ${PADDING}px` }),
});
