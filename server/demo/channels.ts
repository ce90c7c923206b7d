import type { ChannelName } from '#shared/channel.ts'

/** A channel as the demo begins with it. */
export type DemoChannel = {
  id: string
  channel: ChannelName
  name: string
  areaIds: string[]
  rank: number
  settings: Record<string, unknown>
}

const APPROVED = { approvedBy: '镇长（演示）', approvedAt: '2026-11-01T08:00:00+08:00' }

/** What works without any provider: a loudspeaker and a siren of 土岭底村 that listen to the demo's own broker. */
export function demoChannels(): DemoChannel[] {
  return [
    {
      id: 'demo-loudspeaker',
      channel: 'loudspeaker',
      name: '土岭底村大喇叭（演示）',
      areaIds: ['tulingdi'],
      rank: 10,
      settings: {
        topic: 'speakers/tulingdi/say',
        fields: { words: 'words', terminals: 'terminals' },
        terminals: ['村委会', '南沟口'],
        approved: [
          { id: 'alarm', words: '请注意：有险情，请听村干部安排，先撤人。', isDrill: false, ...APPROVED },
          { id: 'drill', words: '这是演练：大喇叭测试，不用处理。', isDrill: true, ...APPROVED },
        ],
      },
    },
    {
      id: 'demo-siren',
      channel: 'relay',
      name: '土岭底村警报器（演示）',
      areaIds: ['tulingdi'],
      rank: 20,
      settings: { topic: 'cmnd/tulingdi-siren/POWER', on: 'ON', off: 'OFF', onSeconds: 10, soundsInDrills: false },
    },
  ]
}
