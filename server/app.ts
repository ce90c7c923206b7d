// Longer than others because every part is made here, given what it needs, and started, in one order.
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import type { Heartbeat } from '#shared/change.ts'
import { connect } from '../db/connect.ts'
import { migrate } from '../db/migrate.ts'
import { createAbsenting } from './duty/absenting.ts'
import { createAccountDesk } from './accounts/account-desk.ts'
import { createActing } from './acting.ts'
import { createCallbacks } from './answers/callbacks.ts'
import { createModemHearing } from './answers/modem-hearing.ts'
import { createArrivals } from './notifying/arrivals.ts'
import { createCallAnswering } from './answers/answering-calls.ts'
import { createArranging } from './arranging.ts'
import { createAudit } from './audit/audit.ts'
import { auditAnchors } from './audit/anchors.ts'
import { createOutside } from './channels/outside.ts'
import { vapidKeys } from './channels/vapid.ts'
import { createBasemapDesk } from './basemap/basemap-desk.ts'
import { createBasemapFiles } from './basemap/basemap-files.ts'
import { createCaretaking } from './caretaking.ts'
import type { Config } from './config.ts'
import { createDecisions } from './decisions.ts'
import { startDemoDay } from './demo-day.ts'
import { demoElevations } from './demo/elevations.ts'
import { demoChannels } from './demo/channels.ts'
import { demoDutyRoster } from './demo/duty-roster.ts'
import { demoTownship } from './demo/township.ts'
import { type Door, embeddedDoor, mayWrite, outsideDoor } from './doors.ts'
import { createElevationFiles } from './terrain/elevations.ts'
import { createErasing } from './accounts/erasing.ts'
import { createEscalating } from './escalating.ts'
import { createEstimating } from './estimating.ts'
import { greeting } from './greeting.ts'
import { createHandingOver } from './duty/handing-over.ts'
import { createHeard } from './heard.ts'
import { createHttpApp, isSameOrigin } from './http/app.ts'
import { createDrilling } from './drilling.ts'
import { createDangerDesk } from './fire-danger.ts'
import { createFetching } from './evidence/fetching.ts'
import { createGateways } from './gateways.ts'
import { missedSince } from './http/reading-routes.ts'
import { openapiRoutes } from './http/openapi.ts'
import { createRequestLimits } from './http/request-limits.ts'
import { allRoutes } from './http/routes.ts'
import { createAdmission } from './http/source-admission.ts'
import { claimInstance } from './instance.ts'
import { createKeeping } from './evidence/keeping.ts'
import { createLog } from './log.ts'
import { createMeasuring } from './terrain/measuring.ts'
import { createMetrics } from './metrics.ts'
import { createMediaFiles } from './evidence/media.ts'
import { createIds } from './new-ids.ts'
import { isPushService } from './notify/web-push.ts'
import { createOwnPasswords } from './accounts/own-passwords.ts'
import { hashPassword, verifyPassword } from './accounts/passwords.ts'
import { createPipeline } from './pipeline.ts'
import { createProving } from './accounts/proving.ts'
import { createPulling } from './evidence/pulling.ts'
import { createGateway } from './realtime/gateway.ts'
import { snapshotFor } from './realtime/snapshot.ts'
import { createShowing } from './realtime/showing.ts'
import { createTail } from './realtime/tail.ts'
import { createWallWatch } from './realtime/wall-watch.ts'
import { createRetention } from './retention.ts'
import { createRemoving } from './evidence/removing.ts'
import { createRollCalling } from './duty/roll-calling.ts'
import { createSealing } from './audit/sealing.ts'
import { createRostering } from './duty/rostering.ts'
import { DEFAULTS, seed } from './seed.ts'
import { createSettling } from './settling.ts'
import { createShortMessages } from './duty/short-messages.ts'
import { createSwapping } from './duty/swapping.ts'
import { createSetUp } from './accounts/set-up.ts'
import { createSessions, sessionHash, tokenOf } from './accounts/sessions.ts'
import { oldestChange } from './store/changes.ts'
import { putChannel } from './store/channels.ts'
import { outboxDepth } from './store/notices.ts'
import { accountOf } from './store/sessions.ts'
import { sourceTokenHash } from './store/sources.ts'
import { noteWallScreen } from './store/wall-screens.ts'
import { createTerrainTiles } from './terrain/terrain-tiles.ts'
import { createUnregistered } from './unregistered.ts'
import { createWinds } from './winds.ts'
import { within } from './within.ts'
import { createWhereabouts } from './whereabouts.ts'

/** A stop takes no longer than this, and each of its steps after that no longer than the other. */
const STOP_MS = 10_000
const STEP_MS = 500

/** The running program. */
export type App = {
  start(): Promise<void>
  /**
   * Stops in the reverse order of the start; what has begun to be committed is committed, unless the database does not
   * answer for so long that nobody waits for it.
   */
  stop(): Promise<void>
  url(): string
  mqttPort(): number | null
  /** What a person who has just started it should read. */
  greeting(): string
}

const DATABASE_PATIENCE_MS = 3000
/** Longer than the database may take for any statement: whoever waits longer waits for a connection that is gone. */
const STUCK_AFTER_MS = 90_000

/** A channel of the demo is told of everything that its ground has. */
const DEMO_TOLD = { kinds: null, severities: null, enabled: true }

/** The one composition root: every part is made here, given what it needs, and started in this order. */
export async function createApp(config: Config, { onStuck }: { onStuck: () => void }): Promise<App> {
  const log = createLog(config.LOG_LEVEL)
  const now = () => new Date()
  const newId = createIds(Date.now)
  const dataDir = resolve(config.DATA_DIR)
  mkdirSync(dataDir, { recursive: true })

  const database = await connect({ url: config.DATABASE_URL ?? null, dataDir })
  const stops: (() => Promise<void> | void)[] = [() => database.stop()]
  try {
    await migrate(database)
  } catch (error) {
    await database.stop()
    throw error
  }
  const instance = claimInstance(dataDir)
  stops.push(() => instance.release())

  const elevations = config.demo ? demoElevations : createElevationFiles(dataDir, log)
  const measuring = createMeasuring({ elevations, log })
  stops.push(() => measuring.stop())
  const winds = createWinds({
    database,
    arrangement: async () => (await decisions.facts()).arrangement,
    now,
    log,
  })
  const decisions = createDecisions({
    database,
    now,
    newId,
    timeZone: config.TZ,
    terrainAround: (arrangement) => measuring.around(arrangement),
    winds: (arrangement) => winds.known(arrangement),
    onCommitted(readAt, changes, seq) {
      tail.committed(readAt, changes, seq)
      outside.wake()
    },
  })
  const rules = config.PASSWORD_RULES
  const proving = createProving({ database, decisions, now, rules })
  const sessions = createSessions({ database, decisions, now, proving, rules })
  const ownPasswords = createOwnPasswords({ database, now, proving, rules })
  const acting = createActing({ database, decisions })
  const answering = createCallAnswering({ database, decisions, acting })
  const shortMessages = createShortMessages({ database, decisions, acting, answering, zone: config.TZ })
  const arrivals = createArrivals({ database, decisions, wake: () => outside.wake() })
  const callbacks = createCallbacks({ database, decisions, answering, arrivals, shortMessages, now })
  const audit = createAudit({ database, now, newId, log })
  const anchors = auditAnchors(dataDir)
  const sealing = createSealing({ database, now, holder: instance.name, anchors, log })

  const heard = createHeard({
    decisions,
    now,
    hasListeners: () => gateway.sockets() > 0,
    listened: () => caretaking.listened(),
    tell: (statuses) => gateway.tellStatuses(statuses),
  })
  stops.push(() => heard.stop())
  const whereabouts = createWhereabouts({ database, decisions, log, tell: (of) => gateway.tellPositions(of) })
  stops.push(() => whereabouts.stop())
  const settling = createSettling({ database, log })
  const unregistered = createUnregistered({ database, decisions, settled: () => settling.settled() })
  const retention = createRetention({
    database,
    now,
    newId,
    readingsDays: config.READINGS_DAYS,
    auditDays: config.AUDIT_DAYS,
    forgetDevices: (today) => unregistered.forget(today),
    log,
  })
  const estimating = createEstimating({
    database,
    decisions,
    settled: () => settling.settled(),
    zone: config.TZ,
    holder: instance.name,
    now,
    log,
  })
  const caretaking = createCaretaking({
    database,
    decisions,
    now,
    holder: instance.name,
    faultAfterSeconds: config.FAULT_AFTER_SECONDS,
    hears: () => door.state().ok,
    settled: () => settling.settled(),
    tell: (statuses) => gateway.tellStatuses(statuses),
    log,
  })
  const pipeline = createPipeline({
    database,
    decisions,
    now,
    newId,
    timeZone: config.TZ,
    log,
    acknowledge(events) {
      const acks = events.map(({ deviceId, eventId }) => {
        return { topic: `xiangshao/${deviceId}/ack`, payload: JSON.stringify({ id: eventId }) }
      })
      door
        .publish(acks)
        .catch((error: unknown) =>
          log.warn({ error, count: acks.length }, 'acknowledgements could not be sent; the devices will send again'),
        )
    },
    heard(arrivals) {
      winds.note(arrivals)
      heard.note(arrivals)
      whereabouts.note(arrivals)
    },
    spooled: (entries) => settling.spooled(entries),
    attached: () => keeping.wake(),
  })
  const door: Door =
    config.MQTT_URL === undefined
      ? embeddedDoor({
          config,
          submit: pipeline.take,
          decisions,
          log,
          authenticate: async (name, password) => verifyPassword(password, await sourceTokenHash(database, name)),
        })
      : outsideDoor({ url: config.MQTT_URL, instance, submit: pipeline.take, database, decisions, now, log })

  const modemHearing = createModemHearing({ database, shortMessages, callbacks, arrivals, now, log })
  stops.push(() => modemHearing.stop())
  const outside = createOutside({
    database,
    decisions,
    audit,
    answering,
    publish: (messages) => door.handOver(messages),
    brokerIsUp: () => door.state().ok,
    heard: (told) => modemHearing.heard(told),
    holder: instance.name,
    zone: config.TZ,
    publicUrl: config.PUBLIC_URL ?? null,
    keys: vapidKeys(dataDir),
    now,
    newId,
    log,
  })

  const showing = createShowing({ database, decisions, now })
  const snapshot = (viewer: Parameters<typeof snapshotFor>[0]) => snapshotFor(viewer, { database, decisions, now })
  const missed = async (seq: number, limit: number) => {
    await showing.refresh()
    return missedSince(database, seq, await oldestChange(database), limit, (await decisions.facts()).seq)
  }
  const isTls = config.TLS_CERT_FILE !== undefined && config.TLS_KEY_FILE !== undefined
  const publicUrl = config.PUBLIC_URL ?? null
  const dangerDesk = createDangerDesk({ decisions, zone: config.TZ })
  const setUp = createSetUp({ database, decisions, now, ownPasswords, rules })
  const arranging = createArranging({ database, decisions })
  const accountDesk = createAccountDesk({ database, decisions, arranging, sessions, setUp, now, newId })
  const rollCalling = createRollCalling({ database, decisions, now, newId })
  const files = await createMediaFiles(dataDir)
  const fetching = createFetching()
  const keeping = createKeeping({ database, decisions, files, fetching, holder: instance.name, now, newId, log })
  const basemapFiles = createBasemapFiles(dataDir)
  const basemapDesk = createBasemapDesk({ database, fetching, files: basemapFiles })
  const removing = createRemoving({ database, decisions, files, log })
  const pulling = createPulling({ database, fetching, take: pipeline.take, now, random: Math.random, log })
  const admit = createAdmission({
    gateways: createGateways({ tokenHash: (id) => sourceTokenHash(database, id), verify: verifyPassword, now }),
    isSource: async (sourceId) => (await decisions.facts()).arrangement.sources.some(({ id }) => id === sourceId),
    isOpenOnLoopback: config.demo,
    isSameOrigin: (request) => isSameOrigin(request, publicUrl),
  })
  const drilling = createDrilling({ database, decisions, now, log })
  const routes = allRoutes({
    database,
    decisions,
    now,
    newId,
    log,
    audit,
    isTls,
    rules,
    timeZone: config.TZ,
    url: () => publicUrl ?? url(),
    ready,
    ill: () => outside.ill(),
    durability: database.durability,
    metrics: () => metrics.text(),
    elevations,
    tile: createTerrainTiles(elevations),
    basemapDesk,
    basemapFiles,
    sessions,
    ownPasswords,
    proving,
    setUp,
    personNamed: async (username) => (await accountOf(database, username))?.personId ?? null,
    anchors,
    accountDesk,
    erasing: createErasing({ database, decisions }),
    snapshotFor: snapshot,
    missedSince: missed,
    changeFor: showing.changeFor,
    settled: () => settling.settled(),
    acting,
    files,
    keeping,
    pulling,
    winds: async () => winds.known((await decisions.facts()).arrangement),
    drilling,
    admit,
    take: pipeline.take,
    mayWrite: async (id, topic) => mayWrite((await decisions.facts()).arrangement.sources, id, topic),
    rostering: createRostering({ decisions, zone: config.TZ }),
    swapping: createSwapping({ database, decisions, now }),
    handingOver: createHandingOver({ database, decisions, now }),
    absenting: createAbsenting({ database, decisions, now, zone: config.TZ }),
    shortMessages,
    channelDesk: outside.channelDesk,
    publicKey: outside.publicKey,
    isPushService,
    links: outside.links,
    callbacks,
    dangerDesk,
    unregistered,
    rollCalling,
  })
  const http = createHttpApp({
    routes: [...routes, ...openapiRoutes(routes)],
    visitorOf: sessions.visitorOf,
    limits: createRequestLimits({ nowMs: () => performance.now() }),
    audit,
    publicUrl,
    trustProxy: config.TRUST_PROXY ?? null,
    isTls,
    base: basemapDesk,
    log,
  })
  const server =
    config.TLS_CERT_FILE !== undefined && config.TLS_KEY_FILE !== undefined
      ? createHttpsServer({ cert: readFileSync(config.TLS_CERT_FILE), key: readFileSync(config.TLS_KEY_FILE) }, http)
      : createHttpServer(http)
  const wallWatch = createWallWatch({
    note: (token, kept) => noteWallScreen(database, { tokenHash: sessionHash(token), ...kept }),
    now,
    tickMs: () => performance.now(),
    log,
  })
  const gateway = createGateway({
    httpServer: server,
    log,
    isSameOrigin: (request) => isSameOrigin(request, publicUrl),
    viewerOf: (request) => sessions.viewerOf(tokenOf(request.headers.cookie)),
    sessionOf: (request) => tokenOf(request.headers.cookie) ?? '',
    async ended(requests) {
      const tokens = new Map(requests.map((request) => [request, tokenOf(request.headers.cookie) ?? '']))
      const gone = await sessions.endedAmong([...tokens.values()])
      return requests.filter((request) => gone.has(tokens.get(request) ?? ''))
    },
    snapshotFor: snapshot,
    missedSince: missed,
    changeFor: showing.changeFor,
    viewerNow: showing.viewerNow,
    refresh: () => showing.refresh(),
    statusesFor: showing.statusesFor,
    heartbeat,
    illFor: showing.illFor,
    walls: wallWatch,
  })
  let telling: Promise<void> = Promise.resolve()
  const tail = createTail({
    database,
    log,
    tell(changes) {
      const moved = decisions.moved(changes.at(-1)?.seq ?? 0)
      const isEnough = showing.knowsEnoughFor(changes)
      const refreshed = moved
        .then(() => showing.refresh())
        .catch((error: unknown) => log.warn({ error }, 'what is arranged could not be read; telling by what was'))
      telling = telling
        .then(() => (isEnough ? undefined : refreshed))
        .then(() => gateway.tell(changes))
        .catch((error: unknown) => log.error({ error }, 'changes could not be told'))
    },
  })
  const metrics = createMetrics({
    pending: () => pipeline.pending(),
    taken: () => pipeline.taken(),
    sockets: () => gateway.sockets(),
    seq: () => tail.seq(),
    openIncidents: async () => (await decisions.facts()).incidents.size,
    heard: () => callbacks.counted(),
    async outbox() {
      const { waiting, oldestDueAt } = await outboxDepth(database, now())
      const oldestMs = oldestDueAt === null ? 0 : now().getTime() - oldestDueAt.getTime()
      return { waiting, oldestSeconds: Math.max(0, oldestMs) / 1000 }
    },
  })

  async function databaseAnswers(): Promise<boolean> {
    const answer = database.run('select 1').then(
      () => true,
      () => false,
    )
    return Promise.race([
      answer,
      new Promise<boolean>((settle) => setTimeout(() => settle(false), DATABASE_PATIENCE_MS).unref()),
    ])
  }

  async function ready() {
    const { ok, kind, detail } = door.state()
    return {
      database: { ok: await databaseAnswers(), kind: database.durability === 'trial' ? 'embedded' : 'outside' },
      broker: { ok, kind, detail },
    }
  }

  async function heartbeat(): Promise<Heartbeat> {
    return {
      at: now().toISOString(),
      seq: tail.seq(),
      database: await databaseAnswers(),
      broker: door.state().ok,
      lastMessageAt: pipeline.lastMessageAt()?.toISOString() ?? null,
      ill: [...outside.ill()],
    }
  }

  let setUpToken: string | null = null
  const escalating = createEscalating({
    acting,
    log,
    beforehand() {
      if (database.underWay.oldestMs() > STUCK_AFTER_MS) onStuck()
      // Whatever the screens have been told, the decisions must know: a net below all else.
      void decisions.moved(tail.seq())
    },
  })

  const url = () => {
    const { port } = server.address() as AddressInfo
    return `${isTls ? 'https' : 'http'}://${config.HOST === '0.0.0.0' || config.HOST === '::' ? 'localhost' : config.HOST}:${port}`
  }

  async function stop(): Promise<void> {
    const endMs = performance.now() + STOP_MS
    for (const step of stops.splice(0).toReversed())
      try {
        // What was asked over a connection that died without a word never ends; whatever is left over a crash would leave too.
        await within(Math.max(STEP_MS, endMs - performance.now()), Promise.resolve(step()))
      } catch (error) {
        // What fails to stop must not keep the database and its lock from being let go.
        log.error({ error }, 'a part did not stop as it should')
      }
  }

  return {
    url,
    mqttPort: () => door.state().port,
    stop,
    async start() {
      try {
        await retention.run()
        if (config.demo) {
          const arranged = { ...demoTownship(), ...demoDutyRoster(now(), config.TZ) }
          if (await seed(decisions, arranged, await hashPassword(config.DEMO_PASSWORD)))
            for (const channel of demoChannels()) await putChannel(database, { ...DEMO_TOLD, ...channel }, now())
        } else await seed(decisions, DEFAULTS, null)
        if (await setUp.isNeeded()) await firstAdministrator()
        await tail.start((await decisions.facts()).seq)
        stops.push(() => tail.stop())
        sealing.start()
        // Before the doors: it seals what their last requests have left.
        stops.push(() => sealing.stop())
        server.listen(config.PORT, config.HOST)
        await Promise.race([
          once(server, 'listening'),
          once(server, 'error').then(([error]) => Promise.reject(error as Error)),
        ])
        stops.push(() => gateway.stop())
        stops.push(() => wallWatch.stop())
        await keeping.start()
        stops.push(async () => {
          fetching.stop()
          await Promise.all([keeping.stop(), pulling.stop()])
        })
        removing.start()
        stops.push(() => removing.stop())
        settling.start()
        stops.push(() => settling.stop())
        await door.start()
        stops.push(() => door.stop())
        stops.push(() => outside.stop())
        await outside.start()
        pulling.start()
        caretaking.start()
        stops.push(() => caretaking.stop())
        await winds.start()
        stops.push(() => winds.stop())
        escalating.start()
        stops.push(() => escalating.stop())
        drilling.start()
        stops.push(() => drilling.stop())
        estimating.start()
        stops.push(() => estimating.stop())
        retention.start()
        stops.push(() => retention.stop())
        if (config.demo && config.SIMULATOR) stops.push(await demoDay())
      } catch (error) {
        await stop().catch(() => {})
        throw error
      }
    },
    greeting: () => greeting(config, url(), door.state().port, setUpToken),
  }

  async function firstAdministrator(): Promise<void> {
    if (config.ADMIN_PASSWORD === undefined) setUpToken = await setUp.link()
    else await setUp.beginWith({ name: '管理员', username: 'admin', password: config.ADMIN_PASSWORD })
  }

  function demoDay(): Promise<() => Promise<void>> {
    const mqttUrl = config.MQTT_URL ?? `mqtt://127.0.0.1:${door.state().port}`
    const timeZone = config.TZ
    return startDemoDay({ database, decisions, arranging, dangerDesk, now, timeZone, mqttUrl, log })
  }
}
