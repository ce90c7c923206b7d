FROM node:26.10.0-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm install --no-save
COPY . .
RUN npx svelte-kit sync -c web/vite.config.ts && npx vite build -c web/vite.config.ts

FROM node:26.10.0-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm install --no-save --omit=dev && npm cache clean --force
COPY shared shared
COPY db db
COPY server server
COPY --from=build /app/web/build web/build
RUN mkdir data && chown node:node data
USER node
ENV HOST=0.0.0.0 PORT=3000 DATA_DIR=/app/data
EXPOSE 3000
VOLUME /app/data
CMD ["node", "server/main.ts"]
