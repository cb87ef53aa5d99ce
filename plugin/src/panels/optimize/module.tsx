import { PanelPlugin } from '@grafana/data';
import { OptimizePanel } from './OptimizePanel';
import type { OptimizeOptions } from './options';

export const plugin = new PanelPlugin<OptimizeOptions>(OptimizePanel).setPanelOptions((builder) =>
  builder.addTextInput({
    path: 'service',
    name: 'Service',
    description: 'The service to optimize; may be a variable. With one service it can stay empty.',
    defaultValue: '$service',
  })
);
