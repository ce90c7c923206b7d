import type { ChannelName } from '#shared/channel.ts'
import { aliyunSms } from './aliyun-sms.ts'
import { aliyunVoice } from './aliyun-voice.ts'
import type { Channel } from './channel.ts'
import { dingtalkRobot } from './dingtalk-robot.ts'
import { feishuRobot } from './feishu-robot.ts'
import { loudspeaker } from './loudspeaker.ts'
import { mail } from './mail.ts'
import { relay } from './relay.ts'
import { simHttp } from './sim-http.ts'
import { simModemText, simModemVoice } from './sim-modem.ts'
import { webhook } from './webhook.ts'
import { wecomApp } from './wecom-app.ts'
import { wecomRobot } from './wecom-robot.ts'

/** Every way out of the program that is a provider's or a device's, by the name that settings and the outbox know it by. */
export const CHANNELS = {
  'sim-modem-text': simModemText,
  'sim-modem-voice': simModemVoice,
  'sim-http': simHttp,
  'aliyun-sms': aliyunSms,
  'aliyun-voice': aliyunVoice,
  'wecom-app': wecomApp,
  'wecom-robot': wecomRobot,
  'dingtalk-robot': dingtalkRobot,
  'feishu-robot': feishuRobot,
  mail,
  webhook,
  loudspeaker,
  relay,
} satisfies Record<ChannelName, Channel>
export type { ChannelName }
