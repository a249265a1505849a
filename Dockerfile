# One image for every job: the api, the worker, the migration and the sandbox differ in their
# command and environment only.
#
#   docker build -t ipay-connect .
#   docker run --env-file .env -p 3000:3000 ipay-connect
#   docker run --env-file .env ipay-connect node dist/migrate.js
FROM node:24.21.0-bookworm-slim AS node
WORKDIR /app

FROM node AS build
COPY package.json package-lock.json ./
COPY packages/client/package.json packages/client/
COPY packages/button/package.json packages/button/
RUN npm ci --ignore-scripts
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY src src
COPY web web
# The console reads the live stream as the client does.
COPY packages/client/src packages/client/src
RUN npm run build

FROM node AS dependencies
COPY package.json package-lock.json ./
COPY packages/client/package.json packages/client/
COPY packages/button/package.json packages/button/
RUN npm ci --ignore-scripts --omit=dev

FROM node
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
# The image's own unprivileged account; by number, so that Kubernetes can tell it is not root.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/health/live').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node is the first process and takes SIGTERM itself: it drains and ends with 0.
CMD ["node", "dist/main.js"]
