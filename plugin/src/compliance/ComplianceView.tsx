import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { ComplianceRows } from './ComplianceRows';
import { ComplianceTile } from './ComplianceTile';
import { byService, type ComplianceCell } from './types';

interface ComplianceViewProps {
  readonly cells: readonly ComplianceCell[];
  readonly width: number;
  readonly height: number;
  readonly showSparkline?: boolean;
}

const GAP = 8;
const SMALLEST_TILE = { width: 132, height: 84 } as const;

/** Tiles for one service; a row per service for several, and where there is little room. */
export function ComplianceView({ cells, width, height, showSparkline = true }: ComplianceViewProps) {
  const styles = useStyles2(getStyles);
  const services = byService(cells);
  const count = cells.length;
  const characters = Math.max(0, ...cells.map(({ value }) => value.length));
  const acrossWidth = (width - GAP * (count - 1)) / count;
  const across = acrossWidth >= SMALLEST_TILE.width;
  const tileWidth = across ? acrossWidth : width;
  const tileHeight = across ? height : (height - GAP * (count - 1)) / count;

  if (services.length > 1 || tileHeight < SMALLEST_TILE.height) {
    return <ComplianceRows services={services} width={width} />;
  }
  return (
    <ul className={styles.tiles} style={{ flexDirection: across ? 'row' : 'column', gap: GAP }} aria-label="Targets">
      {cells.map((cell) => (
        <li key={cell.objective} className={styles.item}>
          <ComplianceTile
            cell={cell}
            width={tileWidth}
            height={tileHeight}
            characters={characters}
            showSparkline={showSparkline}
          />
        </li>
      ))}
    </ul>
  );
}

const getStyles = (_theme: GrafanaTheme2) => ({
  tiles: css({ display: 'flex', height: '100%', listStyle: 'none', margin: 0, padding: 0, width: '100%' }),
  item: css({ display: 'flex', flex: '1 1 0', minHeight: 0, minWidth: 0 }),
});
