# The collector: `growth-engine serve`. Built from the repository's root.
FROM node:22-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc tsconfig.json ./
COPY collector/package.json collector/
COPY plugin/package.json plugin/
COPY dashboards/package.json dashboards/
COPY tests/package.json tests/
RUN npm ci --ignore-scripts -w @growth-engine/collector --include-workspace-root
COPY collector collector
RUN npm run build -w @growth-engine/collector

FROM node:22-slim AS packages
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY collector/package.json collector/
COPY plugin/package.json plugin/
COPY dashboards/package.json dashboards/
COPY tests/package.json tests/
# The second step adds the optional peers that a collector with PostgreSQL and Redis needs, in the versions of the lock file.
RUN npm ci --omit=dev --ignore-scripts -w @growth-engine/collector \
  && npm install --no-save --omit=dev --ignore-scripts -w @growth-engine/collector pg ioredis

FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /src/node_modules node_modules
COPY --from=packages /src/package.json package.json
COPY --from=build /src/collector/package.json collector/package.json
COPY --from=build /src/collector/dist collector/dist
RUN mkdir -p /var/lib/growth-engine && chown node:node /var/lib/growth-engine
USER node
VOLUME /var/lib/growth-engine
EXPOSE 19464
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:19464/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "collector/dist/cli/main.js"]
CMD ["serve", "--state-dir", "/var/lib/growth-engine"]
