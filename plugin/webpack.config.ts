import CopyWebpackPlugin from 'copy-webpack-plugin';
import path from 'path';
import type { Configuration } from 'webpack';
import { merge } from 'webpack-merge';
import grafanaConfig, { type Env } from './.config/webpack/webpack.config.ts';

const contract = path.resolve(process.cwd(), '../collector/src/contract/index.ts');

const config = async (env: Env): Promise<Configuration> =>
  merge(await grafanaConfig(env), {
    resolve: {
      // The contract is read from its source, so that no build has to come first; its imports end in `.js`.
      alias: { '@growth-engine/collector/contract': contract },
      extensionAlias: { '.js': ['.ts', '.js'] },
    },
    // Grafana lists a plugin's files when it starts, and asks for a chunk with its content's hash: with names that stay, a
    // rebuilt app needs no restart.
    optimization: {
      chunkIds: 'named',
      splitChunks: {
        cacheGroups: {
          default: false,
          defaultVendors: false,
          shared: { name: 'shared', chunks: 'async', minChunks: 2, enforce: true },
        },
      },
    },
    // Images of nested panels are not copied by the scaffold (plugin-tools#2369).
    plugins: [new CopyWebpackPlugin({ patterns: [{ from: 'panels/*/img/*', to: '.', noErrorOnMissing: true }] })],
  });

export default config;
