import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';

/** The one panel that explains the dashboard; the same id on each. */
export const howToRead = (...lines: readonly string[]): Panel => ({
  ...new PanelBuilder()
    .title('How to read this')
    .description('What this dashboard answers, and where to go from here.')
    .mode(TextMode.Markdown)
    .content(lines.join('\n'))
    .build(),
  id: 99,
  gridPos: { x: 0, y: 0, w: 24, h: 4 },
});
