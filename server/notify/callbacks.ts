import { aliyunSmsHeard, aliyunVoiceHeard } from './aliyun-heard.ts'
import type { ReadCallback } from './callback.ts'
import type { ChannelName } from './channels.ts'
import { simHttpHeard } from './sim-heard.ts'
import { wecomAppHeard } from './wecom-heard.ts'

/** How each provider's reports are read; the others send none. */
export const CALLBACKS: Partial<Record<ChannelName, ReadCallback>> = {
  'sim-http': simHttpHeard,
  'aliyun-sms': aliyunSmsHeard,
  'aliyun-voice': aliyunVoiceHeard,
  'wecom-app': wecomAppHeard,
}
