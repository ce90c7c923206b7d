import type { AUDIT_FAULTS, AuditItem } from '#shared/audit.ts'
import { m } from '#lib/paraglide/messages.js'

/** What was done, route by route. A route without a sentence here shows as its template. */
const sentences: Readonly<Record<string, () => string>> = {
  reveal: m.audit_what_reveal,
  retention: m.audit_what_retention,
  'POST /api/session': m.audit_what_sign_in,
  'DELETE /api/session': m.audit_what_sign_out,
  'POST /api/setup': m.audit_what_setup,
  'POST /api/people/:id/invitation': m.audit_what_invite,
  'POST /api/invitation': m.audit_what_accept,
  'POST /api/import/:name': m.audit_what_import,
  'POST /api/sources/:id/pull': m.audit_what_pull,
  'PUT /api/fire-danger/:areaId': m.audit_what_danger_put,
  'DELETE /api/fire-danger/:areaId': m.audit_what_danger_end,
  'PUT /api/fire-danger/:areaId/verification-off': m.audit_what_pause_put,
  'DELETE /api/fire-danger/:areaId/verification-off': m.audit_what_pause_end,
  'POST /api/devices/:id/calibration': m.audit_what_calibrate,
  'PUT /api/inbox/:id': m.audit_what_inbox_put,
  'POST /api/inbox/:id/address': m.audit_what_inbox_address,
  'POST /api/incidents/:id/actions': m.audit_what_act,
  'POST /api/evidence/:id/retry': m.audit_what_retry,
  'POST /api/reports': m.audit_what_report,
  'POST /api/sms/:source': m.audit_what_short_message,
  'POST /api/directives': m.audit_what_directive,
  'PUT /api/directives/:id': m.audit_what_directive_add,
  'POST /api/directives/:id/reply': m.audit_what_directive_reply,
  'POST /api/directives/:id/roll-call': m.audit_what_directive_call,
  'PUT /api/channels/:id': m.audit_what_put_channels,
  'DELETE /api/channels/:id': m.audit_what_end_channels,
  'POST /api/channels/:id/test': m.audit_what_test_channel,
  'PUT /api/heartbeat': m.audit_what_put_heartbeat,
  'PUT /api/basemap': m.audit_what_put_basemap,
  'PUT /api/kiosks/:id/settings': m.audit_what_put_wall,
  'DELETE /api/heartbeat': m.audit_what_end_heartbeat,
  'POST /api/push-subscriptions': m.audit_what_subscribe,
  'DELETE /api/push-subscriptions': m.audit_what_unsubscribe,
  'POST /api/password': m.audit_what_password,
  'DELETE /api/sessions': m.audit_what_sessions_end,
  'DELETE /api/sessions/:id': m.audit_what_session_end,
  'PUT /api/sessions/:id': m.audit_what_session_label,
  'POST /api/households/find': m.audit_what_household_find,
  'POST /api/households/:id/reveal': m.audit_what_household_reveal,
  'POST /api/kiosk': m.audit_what_kiosk,
  'POST /api/kiosks': m.audit_what_kiosks,
  'POST /api/people/:id/kiosk-link': m.audit_what_kiosk_link,
  'POST /api/inspectors': m.audit_what_inspector,
  'POST /api/people/:id/hand-over': m.audit_what_duties_over,
  'POST /api/absences': m.audit_what_absence,
  'POST /api/handovers': m.audit_what_handover,
  'POST /api/handovers/:id/read': m.audit_what_handover_read,
  'POST /api/shift-swaps': m.audit_what_swap_ask,
  'POST /api/shift-swaps/:id/decision': m.audit_what_swap_decide,
  'POST /api/shift-swaps/:id/withdraw': m.audit_what_swap_withdraw,
  'POST /api/shifts/fill': m.audit_what_fill,
  'POST /api/people/:id/erase': m.audit_what_erase_person,
  'POST /api/households/:id/erase': m.audit_what_erase_household,
  'PUT /api/areas/:id': m.audit_what_put_areas,
  'DELETE /api/areas/:id': m.audit_what_end_areas,
  'PUT /api/people/:id': m.audit_what_put_people,
  'DELETE /api/people/:id': m.audit_what_end_people,
  'PUT /api/households/:id': m.audit_what_put_households,
  'DELETE /api/households/:id': m.audit_what_end_households,
  'PUT /api/place-names/:id': m.audit_what_put_place_names,
  'DELETE /api/place-names/:id': m.audit_what_end_place_names,
  'PUT /api/responsibilities/:id': m.audit_what_put_responsibilities,
  'DELETE /api/responsibilities/:id': m.audit_what_end_responsibilities,
  'PUT /api/absences/:id': m.audit_what_put_absences,
  'DELETE /api/absences/:id': m.audit_what_end_absences,
  'PUT /api/shifts/:id': m.audit_what_put_shifts,
  'DELETE /api/shifts/:id': m.audit_what_end_shifts,
  'PUT /api/plans/:id': m.audit_what_put_plans,
  'DELETE /api/plans/:id': m.audit_what_end_plans,
  'PUT /api/sources/:id': m.audit_what_put_sources,
  'DELETE /api/sources/:id': m.audit_what_end_sources,
  'PUT /api/permits/:id': m.audit_what_put_permits,
  'DELETE /api/permits/:id': m.audit_what_end_permits,
  'PUT /api/fire-bans/:id': m.audit_what_put_bans,
  'DELETE /api/fire-bans/:id': m.audit_what_end_bans,
  'POST /api/drills': m.audit_what_drill,
  'POST /api/drills/:id/loud': m.audit_what_drill_loud,
  'POST /api/drills/:id/end': m.audit_what_drill_end,
  'POST /a/:token': m.audit_what_link,
  'POST /api/roll-calls': m.audit_what_roll_call,
  'PUT /api/devices/:id': m.audit_what_put_devices,
  'DELETE /api/devices/:id': m.audit_what_end_devices,
}

/** What somebody did, as a sentence; the route itself where there is none. */
export const auditWhat = (what: string): string => sentences[what]?.() ?? what

/** How it ended; null where nothing ends, as with what is only read. */
export function auditEnd({ what, status }: Pick<AuditItem, 'what' | 'status'>): string | null {
  if (status === null) return what.includes(' ') ? m.audit_end_unknown() : null
  if (status < 400) return m.audit_end_done()
  if (status === 401 || status === 403 || status === 429) return m.audit_end_refused()
  return status < 500 ? m.audit_end_failed({ status }) : m.audit_end_broken({ status })
}

type FaultWord = (where: { position: number }) => string
const faults: Readonly<Record<(typeof AUDIT_FAULTS)[number], FaultWord>> = {
  'missing-seal': m.audit_fault_missing_seal,
  'wrong-seal': m.audit_fault_wrong_seal,
  'missing-entry': m.audit_fault_missing_entry,
  'changed-entry': m.audit_fault_changed_entry,
  unsealed: () => m.audit_fault_unsealed(),
  'no-anchor': () => m.audit_fault_no_anchor(),
}
/** What is wrong with the log. */
export const auditFault = (fault: (typeof AUDIT_FAULTS)[number], position: number | null): string =>
  faults[fault]({ position: position ?? 0 })
