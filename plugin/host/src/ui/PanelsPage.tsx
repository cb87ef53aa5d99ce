import { css } from '@emotion/css';
import type { GrafanaTheme2, PanelPluginMeta } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import { PANEL_IDS } from '@growth-engine/collector/contract';
import React, { useEffect, useState } from 'react';
import { PanelHost } from './PanelHost';
import { useReportFrames } from './useReportFrames';

interface PanelsPageProps {
  readonly panels: readonly PanelPluginMeta[];
  /** Set where a link to a dashboard led here. */
  readonly insteadOf?: string | undefined;
}

const GAP = 8;
const NARROW = 900;

/** The three panels side by side, as a dashboard of Grafana would hold them. */
export function PanelsPage({ panels, insteadOf }: PanelsPageProps) {
  const styles = useStyles2(getStyles);
  const { frames, failure } = useReportFrames();
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element === null) {
      return undefined;
    }
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);

  const meta = (id: string) => panels.find((panel) => panel.id === id);
  const compliance = meta(PANEL_IDS.compliance);
  const guides = meta(PANEL_IDS.guides);
  const optimize = meta(PANEL_IDS.optimize);
  const half = width < NARROW ? width : Math.floor((width - GAP) / 2);
  return (
    <main className={styles.page}>
      {insteadOf !== undefined && (
        <Alert severity="info" title={`The dashboard ${insteadOf} needs Grafana and Prometheus`}>
          Here are the panels that need neither.
        </Alert>
      )}
      {failure !== undefined && <Alert severity="warning" title={failure} />}
      <div ref={setElement} className={styles.grid}>
        {width > 0 && (
          <>
            {compliance && <PanelHost meta={compliance} title="Targets" width={width} height={220} series={frames} />}
            {optimize && <PanelHost meta={optimize} title="Optimize" width={half} height={520} />}
            {guides && <PanelHost meta={guides} title="Guides" width={half} height={520} />}
          </>
        )}
      </div>
    </main>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ padding: theme.spacing(2) }),
  grid: css({ display: 'flex', flexWrap: 'wrap', gap: GAP }),
});
