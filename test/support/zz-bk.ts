import { setTimeout as delay } from 'node:timers/promises'
import { connectPublisher } from '../../server/mqtt/broker-client.ts'
import { createDatabase } from '../../test/support/postgres.ts'
import { startApp } from '../../test/support/running-app.ts'
const database = await createDatabase()
const app = await startApp({ env: { DATABASE_URL: database.url, LOG_LEVEL: 'info' } })
const publisher = await connectPublisher({ url: `mqtt://127.0.0.1:${app.mqttPort()}` })
let acked = 0, failed = 0, sent = 0, over = false
const t = setInterval(() => { if (over) return; const n = sent++; publisher.publish(`xiangshao/d-${n % 8}/event`, JSON.stringify({ id: `e-${n}`, kind: 'smoke', value: n }), { qos: 1 }).then(() => acked++, () => failed++) }, 10)
let killed = 0
for (let i = 0; i < 15; i++) {
  await delay(20 + Math.random() * 180)
  const r = await database.sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'xiangshao' and datname = current_database()`
  killed += r.length
  console.log(i, r.length, { sent, acked, failed }, app.isRunning())
  if (!app.isRunning()) break
}
over = true
for (let i = 0; i < 8; i++) { await delay(1000); console.log({ sent, acked, failed }, app.isRunning()) }
console.log((await database.sql`select pid, state, wait_event_type, wait_event, left(query,80) q from pg_stat_activity where datname = current_database()`))
console.log(app.stderr().slice(0, 4000)); console.log('....', app.stderr().slice(-3000))
process.exit(0)
