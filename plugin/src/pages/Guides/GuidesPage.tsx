import { css } from '@emotion/css';
import { dateMath, dateTime, type DateTime, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { DataSourcePicker } from '@grafana/runtime';
import { TextLink, TimeRangePicker, useStyles2 } from '@grafana/ui';
import { GUIDE_IDS } from '@growth-engine/collector/contract';
import React, { useMemo, useState } from 'react';
import { useParams } from 'react-router-dom';
import { ServicePage } from '../../components/ServicePage';
import { defaultPrometheus } from '../../evidence/useEvidenceSource';
import { GuideList } from '../../guides/GuideList';
import { usePageQuery } from '../../hooks/usePageQuery';
import { guidePath } from '../../routing';
import { useAlertPeriod } from './useAlertPeriod';

const DEFAULT_FROM = 'now-15m';
const DEFAULT_TO = 'now';

/** Epoch milliseconds or Grafana's date math. */
const parsed = (text: string, now: number, roundUp: boolean): DateTime =>
  /^\d+$/.test(text)
    ? dateTime(Number(text))
    : (dateMath.toDateTime(text, { roundUp, now: new Date(now) }) ?? dateTime(now));

/** One guide or all; with a time in the URL the evidence is that of then. */
function GuidesPage() {
  const { id: idInPath } = useParams();
  const id = GUIDE_IDS.find((each) => each === idInPath);
  const [service] = usePageQuery('service');
  const [from = DEFAULT_FROM, setFrom] = usePageQuery('from');
  const [to = DEFAULT_TO, setTo] = usePageQuery('to');
  const [alert] = usePageQuery('alert');
  const [dataSource, setDataSource] = usePageQuery('datasource');
  // What "now" in the URL means: when the page opened, or when a range was last chosen.
  const [now, setNow] = useState(() => Date.now());
  const styles = useStyles2(getStyles);
  const hasPrometheus = defaultPrometheus() !== undefined;
  const alertPeriod = useAlertPeriod(alert, service);

  const range = useMemo((): TimeRange => {
    if (alertPeriod !== undefined) {
      const [began, end] = [dateTime(alertPeriod.from), dateTime(alertPeriod.to)];
      return { from: began, to: end, raw: { from: began, to: end } };
    }
    return { from: parsed(from, now, false), to: parsed(to, now, true), raw: { from, to } };
  }, [from, to, now, alertPeriod]);
  const period = useMemo(() => ({ from: range.from.valueOf(), to: range.to.valueOf() }), [range]);

  const change = (next: TimeRange) => {
    const text = (value: string | DateTime): string => (typeof value === 'string' ? value : String(value.valueOf()));
    setFrom(text(next.raw.from));
    setTo(text(next.raw.to));
    setNow(Date.now());
  };
  const move = (share: number) => {
    const by = (period.to - period.from) * share;
    setFrom(String(Math.round(period.from + by)));
    setTo(String(Math.round(period.to + by)));
  };

  return (
    <ServicePage
      subTitle="What may be wrong, held against the measurements"
      actions={
        hasPrometheus ? (
          <>
            <DataSourcePicker
              type="prometheus"
              current={dataSource ?? null}
              width={24}
              onChange={(settings) => setDataSource(settings.uid)}
            />
            <TimeRangePicker
              value={range}
              onChange={change}
              onChangeTimeZone={() => undefined}
              onMoveBackward={() => move(-0.5)}
              onMoveForward={() => move(0.5)}
              onZoom={() => {
                const length = period.to - period.from;
                setFrom(String(Math.round(period.from - length / 2)));
                setTo(String(Math.round(period.to + length / 2)));
              }}
            />
          </>
        ) : undefined
      }
    >
      {(current) => (
        <div className={styles.page}>
          {alert !== undefined && (
            <p className={styles.note}>
              {alertPeriod === undefined
                ? `The alert ${alert} is not active; this is the time range of the page.`
                : `Evidence of when the alert ${alert} began.`}
            </p>
          )}
          <GuideList id={id} service={current} period={period} dataSourceUid={dataSource} />
          {id !== undefined && <TextLink href={guidePath(undefined, { service, from, to })}>All guides</TextLink>}
        </div>
      )}
    </ServicePage>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), maxWidth: 960 }),
  note: css({ color: theme.colors.text.secondary, margin: 0 }),
});

export default GuidesPage;
