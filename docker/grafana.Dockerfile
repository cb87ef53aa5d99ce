# The official Grafana with the app in it. Built from the repository's root.
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
COPY plugin plugin
RUN npm run build -w plugin

FROM grafana/grafana:12.4.3
# Not below /var/lib/grafana: a volume there would keep the app of an older build.
COPY --from=build /src/plugin/dist /opt/grafana-plugins/growthengine-performance-app
ENV GF_PATHS_PLUGINS=/opt/grafana-plugins
