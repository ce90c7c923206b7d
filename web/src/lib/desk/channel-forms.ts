// Longer than others because every channel's fields stand in one table.
import type { ChannelName } from '#shared/channel.ts'
import { m } from '#lib/paraglide/messages.js'

type Words = () => string

/** One field of a channel's settings: where it stands, how it is asked for, and where its value comes from. */
export type ChannelField = {
  /** Its place in the settings, as `form.user.name`; a number is a place in a list. */
  path: string
  label: Words
  hint?: Words
  /** `lines`: a list, one a line; `pairs`: names and values, `name=value` a line. */
  kind: 'text' | 'secret' | 'number' | 'switch' | 'lines' | 'secret-lines' | 'pairs' | 'day'
  isOptional?: true
}

/** A kind of channel as it is offered: its fields, and what of its settings nobody need type. */
export type ChannelForm = {
  key: string
  channel: ChannelName
  label: Words
  lead: Words
  base: Record<string, unknown>
  fields: readonly ChannelField[]
}

const text = (path: string, label: Words, hint?: Words): ChannelField => field('text', path, label, hint)
const secret = (path: string, label: Words, hint?: Words): ChannelField => field('secret', path, label, hint)
const number = (path: string, label: Words, hint?: Words): ChannelField => field('number', path, label, hint)
const optional = (one: ChannelField): ChannelField => ({ ...one, isOptional: true })
function field(kind: ChannelField['kind'], path: string, label: Words, hint?: Words): ChannelField {
  return { kind, path, label, ...(hint !== undefined && { hint }) }
}

const robot = (hint: Words) => secret('webhookUrl', m.channel_field_webhook, hint)
const templates: readonly ChannelField[] = [
  text('templates.alarm.code', m.channel_field_template, m.channel_hint_template),
  field('pairs', 'templates.alarm.variables', m.channel_field_variables, m.channel_hint_variables),
  text('templates.drill.code', m.channel_field_drill_template),
  field('pairs', 'templates.drill.variables', m.channel_field_drill_variables),
  text('templates.drill.words', m.channel_field_drill_words, m.channel_hint_drill_words),
]
const aliyunKey: readonly ChannelField[] = [
  text('accessKeyId', m.channel_field_key_id, m.channel_hint_key_id),
  secret('accessKeySecret', m.channel_field_key_secret),
]
const approved: readonly ChannelField[] = [
  text('approved.0.words', m.channel_field_alarm_words, m.channel_hint_alarm_words),
  text('approved.1.words', m.channel_field_speaker_drill, m.channel_hint_drill_words),
  text('approved.0.approvedBy', m.channel_field_approved_by),
]

const SPEAKER = {
  fields: { words: 'words', terminals: 'terminals' },
  approved: [
    { id: 'alarm', isDrill: false },
    { id: 'drill', isDrill: true },
  ],
}

/** Channels of many: what they are told depends on ground, kind and severity, not on who is called. */
export const HEARD_BY_MANY: readonly ChannelForm['channel'][] = [
  'wecom-robot',
  'dingtalk-robot',
  'feishu-robot',
  'webhook',
  'loudspeaker',
  'relay',
]

/** What may be set up, in the order in which it is offered: what needs no internet, and rings, first. */
export const CHANNEL_FORMS: readonly ChannelForm[] = [
  {
    key: 'sms-gate',
    channel: 'sim-http',
    label: m.channel_sms_gate,
    lead: m.channel_sms_gate_lead,
    base: {
      form: { method: 'POST', encoding: 'json', constants: { priority: 100, withDeliveryReport: true, ttl: 86_400 } },
      fields: { to: 'phoneNumbers', text: 'textMessage.text', id: 'id' },
      isToList: true,
    },
    fields: [
      text('form.url', m.channel_field_url, m.channel_hint_sms_gate_url),
      text('form.user.name', m.channel_field_user, m.channel_hint_sms_gate_user),
      secret('form.user.password', m.channel_field_password),
    ],
  },
  {
    key: 'kannel',
    channel: 'sim-http',
    label: m.channel_kannel,
    lead: m.channel_kannel_lead,
    base: {
      form: {
        method: 'POST',
        encoding: 'query',
        constants: { username: '', password: '', charset: 'UTF-8', coding: 2 },
      },
      fields: { to: 'to', text: 'text' },
    },
    fields: [
      text('form.url', m.channel_field_url, m.channel_hint_kannel_url),
      secret('form.constants.username', m.channel_field_user),
      secret('form.constants.password', m.channel_field_password),
    ],
  },
  {
    key: 'sim-modem-text',
    channel: 'sim-modem-text',
    label: m.channel_modem_text,
    lead: m.channel_modem_lead,
    base: {},
    fields: [text('port', m.channel_field_port, m.channel_hint_port), optional(number('baud', m.channel_field_baud))],
  },
  {
    key: 'sim-modem-voice',
    channel: 'sim-modem-voice',
    label: m.channel_modem_voice,
    lead: m.channel_modem_lead,
    base: {},
    fields: [
      text('port', m.channel_field_port, m.channel_hint_port),
      optional(number('baud', m.channel_field_baud)),
      optional(number('ringSeconds', m.channel_field_ring_seconds)),
    ],
  },
  {
    key: 'aliyun-sms',
    channel: 'aliyun-sms',
    label: m.channel_aliyun_sms,
    lead: m.channel_aliyun_lead,
    base: {},
    fields: [...aliyunKey, text('signName', m.channel_field_sign, m.channel_hint_sign), ...templates],
  },
  {
    key: 'aliyun-voice',
    channel: 'aliyun-voice',
    label: m.channel_aliyun_voice,
    lead: m.channel_aliyun_lead,
    base: {},
    fields: [
      ...aliyunKey,
      optional(text('showNumber', m.channel_field_show_number, m.channel_hint_show_number)),
      ...templates,
    ],
  },
  {
    key: 'wecom-app',
    channel: 'wecom-app',
    label: m.channel_wecom_app,
    lead: m.channel_wecom_app_lead,
    base: {},
    fields: [
      text('corpId', m.channel_field_corp, m.channel_hint_corp),
      number('agentId', m.channel_field_agent, m.channel_hint_agent),
      secret('secret', m.channel_field_secret),
      optional(text('homeUrl', m.channel_field_home)),
    ],
  },
  {
    key: 'wecom-robot',
    channel: 'wecom-robot',
    label: m.channel_wecom_robot,
    lead: m.channel_group_lead,
    base: {},
    fields: [robot(m.channel_hint_wecom_robot), field('switch', 'callsEverybody', m.channel_field_everybody)],
  },
  {
    key: 'dingtalk-robot',
    channel: 'dingtalk-robot',
    label: m.channel_dingtalk_robot,
    lead: m.channel_group_lead,
    base: {},
    fields: [
      robot(m.channel_hint_dingtalk_robot),
      secret('secret', m.channel_field_sign_secret, m.channel_hint_dingtalk_secret),
      optional(text('keyword', m.channel_field_keyword)),
      field('switch', 'callsEverybody', m.channel_field_everybody),
    ],
  },
  {
    key: 'feishu-robot',
    channel: 'feishu-robot',
    label: m.channel_feishu_robot,
    lead: m.channel_group_lead,
    base: {},
    fields: [robot(m.channel_hint_feishu_robot), secret('secret', m.channel_field_sign_secret)],
  },
  {
    key: 'mail',
    channel: 'mail',
    label: m.channel_mail,
    lead: m.channel_mail_lead,
    base: { server: { security: 'tls' } },
    fields: [
      text('server.host', m.channel_field_host),
      number('server.port', m.channel_field_tcp_port, m.channel_hint_tcp_port),
      text('server.security', m.channel_field_security, m.channel_hint_security),
      optional(text('server.user', m.channel_field_user)),
      optional(secret('server.password', m.channel_field_password, m.channel_hint_mail_password)),
      text('from', m.channel_field_from),
      optional(text('fromName', m.channel_field_from_name)),
    ],
  },
  {
    key: 'webhook',
    channel: 'webhook',
    label: m.channel_webhook,
    lead: m.channel_webhook_lead,
    base: {},
    fields: [
      text('url', m.channel_field_url),
      field('secret-lines', 'secrets', m.channel_field_secrets, m.channel_hint_secrets),
    ],
  },
  {
    key: 'loudspeaker',
    channel: 'loudspeaker',
    label: m.channel_loudspeaker,
    lead: m.channel_loudspeaker_lead,
    base: { ...SPEAKER, form: { method: 'POST', encoding: 'json' } },
    fields: [
      text('form.url', m.channel_field_url, m.channel_hint_speaker_url),
      optional(text('form.user.name', m.channel_field_user)),
      optional(secret('form.user.password', m.channel_field_password)),
      text('fields.words', m.channel_field_words_name, m.channel_hint_words_name),
      text('fields.terminals', m.channel_field_terminals_name),
      field('lines', 'terminals', m.channel_field_terminals, m.channel_hint_terminals),
      ...approved,
    ],
  },
  {
    key: 'loudspeaker-mqtt',
    channel: 'loudspeaker',
    label: m.channel_loudspeaker_mqtt,
    lead: m.channel_loudspeaker_lead,
    base: SPEAKER,
    fields: [
      text('topic', m.channel_field_topic, m.channel_hint_speaker_topic),
      field('lines', 'terminals', m.channel_field_terminals, m.channel_hint_terminals),
      ...approved,
    ],
  },
  {
    key: 'relay',
    channel: 'relay',
    label: m.channel_relay,
    lead: m.channel_relay_lead,
    base: {},
    fields: [
      text('topic', m.channel_field_topic, m.channel_hint_topic),
      optional(text('on', m.channel_field_on)),
      optional(text('off', m.channel_field_off)),
      number('onSeconds', m.channel_field_on_seconds, m.channel_hint_on_seconds),
      field('switch', 'soundsInDrills', m.channel_field_in_drills),
    ],
  },
]
