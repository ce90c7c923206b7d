import type { GroupTelling, PersonTelling, Tellings } from '../domain/tellings.ts'

// What a decision has to tell, as parts of the statement that writes it.

/** One part of the statement: its text, with the number its parameter gets, and the parameter. */
type Part = { text: (parameter: number) => string; parameter: string }

/** Channels that many hear by themselves. A siren (`relay`) sounds only when somebody wants it to. */
const HEARD_BY_MANY = ['wecom-robot', 'dingtalk-robot', 'feishu-robot', 'webhook', 'loudspeaker']

/** The parts that write what has to be told into the outbox; `newId` names the rows that are new. */
export function noticeParts({ people, groups }: Tellings, at: Date, newId: () => string): Part[] {
  const rows = (tellings: readonly (PersonTelling | GroupTelling)[]) =>
    JSON.stringify(tellings.map((telling) => ({ ...telling, id: newId(), at: at.toISOString() })))
  return [
    ...(people.length > 0 ? [{ text: toPeople, parameter: rows(people) }] : []),
    ...(groups.length > 0 ? [{ text: toMany, parameter: rows(groups) }] : []),
  ]
}

const COLUMNS = `id, incident_id, person_id, channel_id, alert_id, occasion, urgency, revision, created_at, updated_at, due_at`

function toPeople(parameter: number): string {
  return `insert into notices (${COLUMNS})
    select t.id, "incidentId", "personId", null, "alertId", occasion, urgency, 1, at, at, at
    from decided, jsonb_to_recordset($${parameter}::text::jsonb)
      as t(id text, "incidentId" text, "personId" text, "alertId" text, occasion text, urgency int, at timestamptz)
    on conflict (incident_id, person_id) do update set ${MERGED}`
}

/** For every channel that hears of such ground, kinds and severities: who has set it up is asked as it is written. */
function toMany(parameter: number): string {
  return `insert into notices (${COLUMNS})
    select t.id || '-' || c.id, "incidentId", null, c.id, null, occasion, urgency, 1, at, at, at
    from decided, jsonb_to_recordset($${parameter}::text::jsonb)
      as t(id text, "incidentId" text, occasion text, urgency int, kind text, severity text, "areaIds" jsonb, "isGrave" boolean, "isQuiet" boolean, at timestamptz)
      join channels c on c.enabled
        and case when t.occasion = 'siren' then c.channel = 'relay' and not t."isQuiet"
          else c.channel in (${HEARD_BY_MANY.map((name) => `'${name}'`).join(', ')}) end
        and (cardinality(c.area_ids) = 0 or t."areaIds" ?| c.area_ids)
        and (c.kinds is null or t.kind = any(c.kinds)) and (c.severities is null or t.severity = any(c.severities))
        and (c.channel <> 'loudspeaker' or (t."isGrave" and not t."isQuiet" and t.occasion <> 'ended'))
    on conflict (incident_id, channel_id) do update set ${MERGED}`
}

/** Whoever only has to know goes on being called where they are. */
const IS_LESS = `excluded.occasion = 'inform' and notices.alert_id is not null
      and notices.occasion in ('call', 'remind', 'roll-call', 'unanswered', 'check-in')`

/** News of the same incident goes into the row that is there. What is waiting in front keeps its place there. */
const MERGED = `
      occasion = excluded.occasion,
      alert_id = coalesce(excluded.alert_id, notices.alert_id),
      urgency = case when exists (select from deliveries d where d.notice_id = notices.id and d.handed_at is not null)
        then excluded.urgency else least(notices.urgency, excluded.urgency) end,
      revision = notices.revision + 1,
      updated_at = excluded.updated_at,
      due_at = excluded.due_at
    where not (${IS_LESS})`
