# The collector: `growth-engine serve`, with the host page at /. Built from the repository's root.
FROM node:22-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc tsconfig.json ./
COPY collector/package.json collector/
COPY plugin/package.json plugin/
COPY dashboards/package.json dashboards/
COPY tests/package.json tests/
RUN npm ci --ignore-scripts
COPY collector collector
RUN npm run build -w collector
# Up to here the same in every Dockerfile of this folder, up to the next in grafana.Dockerfile too: built once.
COPY plugin plugin
RUN npm run build -w plugin

FROM node:22-slim AS packages
WORKDIR /src
COPY package.json package-lock.json .npmrc docker/run-time-packages.mjs ./
COPY collector/package.json collector/
COPY plugin/package.json plugin/
COPY dashboards/package.json dashboards/
COPY tests/package.json tests/
RUN node run-time-packages.mjs pg && npm install --omit=dev --ignore-scripts -w @growth-engine/collector

FROM node:22-slim
ENV NODE_ENV=production \
  GROWTH_ENGINE_CONFIG=/etc/growth-engine/collector.yaml \
  GROWTH_ENGINE_STATE_DIR=/var/lib/growth-engine
WORKDIR /app
COPY --from=packages /src/node_modules node_modules
COPY --from=build /src/collector/package.json collector/package.json
COPY --from=build /src/collector/dist collector/dist
COPY --from=build /src/plugin/dist plugin/dist
COPY --from=build /src/plugin/host/*.mjs plugin/host/
COPY --from=build /src/plugin/host/dist plugin/host/dist
COPY docker/collector-image.yaml /etc/growth-engine/collector.yaml
RUN mkdir -p /var/lib/growth-engine && chown node:node /var/lib/growth-engine
USER node
VOLUME /var/lib/growth-engine
EXPOSE 19464
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:19464/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "collector/dist/cli/main.js"]
CMD ["serve", "--host-page", "plugin"]
