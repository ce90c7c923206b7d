import type { Device, DeviceStatus, Health } from '#shared/device.ts'

const order: readonly Health[] = ['offline', 'late', 'never-seen', 'online', 'maintenance']

/** A device as the table shows it. */
export type DeviceRow = { device: Device; status: DeviceStatus | null; health: Health }

/** The table's rows: unregistered ones first, then by how badly off they are, then by name. `text` narrows by name or id. */
export function deviceRows(
  devices: Iterable<Device>,
  statuses: ReadonlyMap<string, DeviceStatus>,
  filter: { text: string; health: Health | 'unregistered' | 'wrong' | null },
): DeviceRow[] {
  const sought = filter.text.trim().toLowerCase()
  return [...devices]
    .map((device) => {
      const status = statuses.get(device.id) ?? null
      return { device, status, health: status?.health ?? 'never-seen' }
    })
    .filter((row) => {
      const { device } = row
      if (filter.health !== null && !passes(row, filter.health)) return false
      return sought === '' || device.name.toLowerCase().includes(sought) || device.id.toLowerCase().includes(sought)
    })
    .sort(
      (a, b) =>
        Number(a.device.registered) - Number(b.device.registered) ||
        order.indexOf(a.health) - order.indexOf(b.health) ||
        a.device.name.localeCompare(b.device.name, 'zh-CN') ||
        (a.device.id < b.device.id ? -1 : 1),
    )
}

/** Whether something is wrong with a device that nobody is working on. */
export function isWrong({ status, health }: Pick<DeviceRow, 'status' | 'health'>): boolean {
  return health !== 'maintenance' && (health !== 'online' || (status?.problems.length ?? 0) > 0)
}

function passes(row: DeviceRow, wanted: Health | 'unregistered' | 'wrong'): boolean {
  if (wanted === 'unregistered') return !row.device.registered
  return wanted === 'wrong' ? isWrong(row) : row.health === wanted
}
