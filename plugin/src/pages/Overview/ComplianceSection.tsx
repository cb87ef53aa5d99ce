import { LoadingPlaceholder, TextLink } from '@grafana/ui';
import type { ReportDocument } from '@growth-engine/collector/contract';
import React, { useMemo } from 'react';
import { useMeasure } from '../../hooks/useMeasure';
import { Card } from '../../components/Card';
import { ComplianceView } from '../../compliance/ComplianceView';
import { cellsFromReport } from '../../compliance/fromReport';
import { formatWindow } from '../../format/time';
import { targetsPath } from '../../routing';

interface ComplianceSectionProps {
  readonly service: string;
  readonly report: ReportDocument | undefined;
}

const HEIGHT = 132;
const NARROW = 480;

/** Every target with what is measured. */
export function ComplianceSection({ service, report }: ComplianceSectionProps) {
  const [ref, width] = useMeasure();
  const cells = useMemo(() => (report ? cellsFromReport(report) : []), [report]);
  return (
    <Card
      title={report ? `Targets, ${formatWindow(report.windowSeconds)}` : 'Targets'}
      actions={<TextLink href={targetsPath({ service })}>Change targets</TextLink>}
    >
      <div ref={ref} style={{ height: width > 0 && width < NARROW ? HEIGHT * 2.2 : HEIGHT }}>
        {report ? (
          width > 0 && <ComplianceView cells={cells} width={width} height={width < NARROW ? HEIGHT * 2.2 : HEIGHT} />
        ) : (
          <LoadingPlaceholder text="Loading …" />
        )}
      </div>
    </Card>
  );
}
