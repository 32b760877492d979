# Two images from one build: `monitor` (the default) and `demo`. Nothing in them can be written by the user they run as.

FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
# What npm needs first, so that a change of code does not install everything again.
COPY package.json package-lock.json .npmrc ./
COPY libs/log-record/package.json libs/log-record/
COPY libs/monitor-api/package.json libs/monitor-api/
COPY libs/winston-kafka/package.json libs/winston-kafka/
COPY apps/monitor/package.json apps/monitor/
COPY apps/demo/package.json apps/demo/
COPY apps/cli/package.json apps/cli/
COPY dashboard/package.json dashboard/
COPY tools/package.json tools/
# No package of ours needs its install script: what comes from the registry runs nothing here.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:20.20.2-bookworm-slim AS monitor-packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY libs/log-record/package.json libs/log-record/
COPY libs/monitor-api/package.json libs/monitor-api/
COPY libs/winston-kafka/package.json libs/winston-kafka/
COPY apps/monitor/package.json apps/monitor/
RUN npm ci --ignore-scripts --omit=dev -w libs/log-record -w libs/monitor-api -w libs/winston-kafka -w apps/monitor

FROM node:20.20.2-bookworm-slim AS demo-packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY libs/log-record/package.json libs/log-record/
COPY libs/winston-kafka/package.json libs/winston-kafka/
COPY apps/demo/package.json apps/demo/
RUN npm ci --ignore-scripts --omit=dev -w libs/log-record -w libs/winston-kafka -w apps/demo

FROM node:20.20.2-bookworm-slim AS demo
WORKDIR /app
ENV NODE_ENV=production
COPY --from=demo-packages /app ./
COPY --from=build /app/libs/log-record/dist libs/log-record/dist
COPY --from=build /app/libs/winston-kafka/dist libs/winston-kafka/dist
COPY --from=build /app/apps/demo/dist apps/demo/dist
COPY apps/demo/assets apps/demo/assets
USER node
CMD ["node", "apps/demo/dist/main.js"]

FROM node:20.20.2-bookworm-slim AS monitor
WORKDIR /app
ENV NODE_ENV=production
COPY --from=monitor-packages /app ./
COPY --from=build /app/libs/log-record/dist libs/log-record/dist
COPY --from=build /app/libs/monitor-api/dist libs/monitor-api/dist
COPY --from=build /app/libs/winston-kafka/dist libs/winston-kafka/dist
COPY --from=build /app/apps/monitor/dist apps/monitor/dist
COPY --from=build /app/dashboard/dist dashboard/dist
USER node
EXPOSE 5004
CMD ["node", "apps/monitor/dist/main.js"]
