import { absenceRoutes } from './absence-routes.ts'
import { accountRoutes } from './account-routes.ts'
import { auditRoutes } from './audit-routes.ts'
import { basemapRoutes } from './basemap-routes.ts'
import { briefRoutes } from './brief-routes.ts'
import { calibrationRoutes } from './calibration-routes.ts'
import { callbackRoutes } from './callback-routes.ts'
import { channelRoutes } from './channel-routes.ts'
import { chatterRoutes } from './chatter-routes.ts'
import { deviceRoutes } from './device-routes.ts'
import { directiveRoutes } from './directive-routes.ts'
import { drillRoutes } from './drill-routes.ts'
import { fireDangerRoutes } from './fire-danger-routes.ts'
import { healthRoutes } from './health-routes.ts'
import { heartbeatRoutes } from './heartbeat-routes.ts'
import { householdRoutes } from './household-routes.ts'
import { inboxRoutes } from './inbox-routes.ts'
import { incidentRoutes } from './incident-routes.ts'
import { ingestRoutes } from './ingest-routes.ts'
import { linkRoutes } from './link-routes.ts'
import { mediaRoutes } from './media-routes.ts'
import { permitRoutes } from './permit-routes.ts'
import { planTrialRoutes } from './plan-trial-routes.ts'
import { positionRoutes } from './position-routes.ts'
import { pushRoutes } from './push-routes.ts'
import { readingRoutes } from './reading-routes.ts'
import { registryRoutes } from './registry-routes.ts'
import { responsibilityRoutes } from './responsibility-routes.ts'
import { revisitRoutes } from './revisit-routes.ts'
import { rollCallRoutes } from './roll-call-routes.ts'
import { rosterRoutes } from './roster-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { setupRoutes } from './setup-routes.ts'
import { smsRoutes } from './sms-routes.ts'
import { terrainRoutes } from './terrain-routes.ts'
import { versionRoutes } from './version-routes.ts'
import { wallRoutes } from './wall-routes.ts'
import type { Route } from './route.ts'

/** Every table of routes; a request is answered by the first that fits. */
const TABLES = [
  healthRoutes,
  terrainRoutes,
  basemapRoutes,
  sessionRoutes,
  auditRoutes,
  accountRoutes,
  wallRoutes,
  setupRoutes,
  readingRoutes,
  deviceRoutes,
  incidentRoutes,
  briefRoutes,
  householdRoutes,
  revisitRoutes,
  mediaRoutes,
  registryRoutes,
  responsibilityRoutes,
  permitRoutes,
  drillRoutes,
  planTrialRoutes,
  versionRoutes,
  ingestRoutes,
  rosterRoutes,
  absenceRoutes,
  smsRoutes,
  channelRoutes,
  heartbeatRoutes,
  pushRoutes,
  linkRoutes,
  callbackRoutes,
  chatterRoutes,
  positionRoutes,
  fireDangerRoutes,
  calibrationRoutes,
  inboxRoutes,
  rollCallRoutes,
  directiveRoutes,
] as const

/** What all tables of routes together are given. */
type Parts = Everything<Parameters<(typeof TABLES)[number]>[0]>
type Everything<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never

/** All that the program answers over HTTP. */
export function allRoutes(parts: Parts): Route[] {
  return TABLES.flatMap((table) => table(parts))
}
