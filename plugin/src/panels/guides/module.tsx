import { PanelPlugin } from '@grafana/data';
import { GUIDE_IDS, GUIDES } from '@growth-engine/collector/contract';
import { DataSourceEditor } from './DataSourceEditor';
import { GuidesPanel } from './GuidesPanel';
import type { GuidesOptions } from './options';

export const plugin = new PanelPlugin<GuidesOptions>(GuidesPanel).setPanelOptions((builder) =>
  builder
    .addSelect({
      path: 'guide',
      name: 'Guide',
      description: 'One guide, or all of them with the urgent ones first',
      defaultValue: 'all',
      settings: {
        options: [
          { value: 'all', label: 'All guides' },
          ...GUIDE_IDS.map((id) => ({ value: id, label: GUIDES[id].title })),
        ],
      },
    })
    .addTextInput({
      path: 'service',
      name: 'Service',
      description: 'The service to look at; may be a variable. Empty: the worst of all services decides.',
      defaultValue: '$service',
    })
    .addCustomEditor({
      id: 'dataSource',
      path: 'dataSource',
      name: 'Evidence from',
      description: 'The Prometheus to ask',
      defaultValue: '${datasource}',
      editor: DataSourceEditor,
    })
);
