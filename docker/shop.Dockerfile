# The demo's shop, and the load on it (node collector/demo/load/main.js). Built from the repository's root.
FROM node:22-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc tsconfig.json ./
COPY collector/package.json collector/
COPY plugin/package.json plugin/
COPY dashboards/package.json dashboards/
COPY tests/package.json tests/
RUN npm ci --ignore-scripts -w @growth-engine/collector --include-workspace-root
COPY collector collector
RUN npm run build -w @growth-engine/collector \
  && find collector/demo -name '*.ts' ! -name '*.test.ts' ! -name '*.itest.ts' -print0 \
  | xargs -0 npx esbuild --format=esm --platform=node --target=node20 --outbase=collector/demo --outdir=collector/demo-dist

FROM node:22-slim AS packages
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY collector/package.json collector/
COPY plugin/package.json plugin/
COPY dashboards/package.json dashboards/
COPY tests/package.json tests/
RUN npm ci --omit=dev --ignore-scripts -w @growth-engine/collector \
  && npm install --no-save --omit=dev --ignore-scripts -w @growth-engine/collector pg ioredis prom-client

FROM node:22-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4001
WORKDIR /app
COPY --from=packages /src/node_modules node_modules
COPY --from=packages /src/package.json package.json
COPY --from=build /src/collector/package.json collector/package.json
COPY --from=build /src/collector/dist collector/dist
COPY --from=build /src/collector/demo-dist collector/demo
USER node
EXPOSE 4001
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/metrics`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node"]
CMD ["collector/demo/shop/main.js"]
