# The demo's shop, and the load on it (node collector/demo/load/main.js). Built from the repository's root.
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
# With what they import. Types are checked by `npm run typecheck`.
RUN npx tsc --noCheck --module nodenext --target es2022 --rootDir collector/demo --outDir collector/demo-dist \
  collector/demo/shop/main.ts collector/demo/load/main.ts

FROM node:22-slim AS packages
WORKDIR /src
COPY package.json package-lock.json .npmrc docker/run-time-packages.mjs ./
COPY collector/package.json collector/
COPY plugin/package.json plugin/
COPY dashboards/package.json dashboards/
COPY tests/package.json tests/
RUN node run-time-packages.mjs pg prom-client && npm install --omit=dev --ignore-scripts -w @growth-engine/collector

FROM node:22-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4001
WORKDIR /app
COPY --from=packages /src/node_modules node_modules
COPY --from=build /src/collector/package.json collector/package.json
COPY --from=build /src/collector/dist collector/dist
COPY --from=build /src/collector/demo-dist collector/demo
USER node
EXPOSE 4001
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/metrics`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node"]
CMD ["collector/demo/shop/main.js"]
