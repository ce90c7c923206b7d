import { m } from '#lib/paraglide/messages.js'

/** Names stand before those they are part of: every Edge calls itself Chrome, every Chrome Safari. */
const PROGRAMS = [
  [/wxwork/i, () => m.device_wecom()],
  [/MicroMessenger/i, () => m.device_wechat()],
  [/DingTalk/i, () => m.device_dingtalk()],
  [/Edg/, () => 'Edge'],
  [/Firefox/, () => 'Firefox'],
  [/Chrome|Chromium/, () => 'Chrome'],
  [/Safari/, () => 'Safari'],
] as const
const SYSTEMS = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/Linux|X11/, 'Linux'],
] as const

/** How a device is called whose owner has given it no name: 微信 · Android. */
export function deviceWords(userAgent: string): string {
  const program = PROGRAMS.find(([pattern]) => pattern.test(userAgent))?.[1]()
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1]
  return [program, system].filter((word) => word !== undefined).join(' · ') || m.device_unknown()
}
