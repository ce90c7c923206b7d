import type { ImportResult } from '#shared/setup.ts'
import { m } from '#lib/paraglide/messages.js'

/** In which village a position lies by which datum: 按 GCJ-02 在柳湾村、按 WGS-84 在土岭底村. */
export function villagesWords(villages: NonNullable<ImportResult['warnings'][number]['villages']>): string {
  return villages
    .map(({ datum, village }) =>
      m.desk_device_datum_place({ datum, village: village ?? m.desk_device_datum_no_village() }),
    )
    .join(m.common_list_join())
}
