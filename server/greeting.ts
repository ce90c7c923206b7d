import type { Config } from './config.ts'

/** What a person who has just started the program should read: where everything is, and how to get in. */
export function greeting(config: Config, url: string, mqttPort: number | null, setUpToken: string | null): string {
  const lines = ['', '乡哨 Xiangshao', '']
  lines.push(`  大屏 wall   ${url}/wall`, `  值班 desk   ${url}/`, `  手机 phone  ${url}/m`)
  if (mqttPort !== null) lines.push(`  MQTT        mqtt://${config.MQTT_HOST}:${mqttPort}`)
  if (setUpToken !== null)
    lines.push('', '  首次设置 set up (this link works once):', `  ${url}/setup?token=${setUpToken}`)
  if (config.demo) {
    lines.push(
      '',
      `  演示账号 demo logins: admin, duty, leader, cadre, member, reviewer, wall`,
      `  密码 password: ${config.DEMO_PASSWORD}`,
    )
    lines.push(
      '',
      '  Within two minutes: smoke in a kitchen, a false alarm, then a hill fire seen by two cameras. Ctrl-C stops.',
    )
  }
  return `${lines.join('\n')}\n\n`
}
