/** Whose measurement a record is, and what it measures; an empty `measure` leaves that to the unit. */
export type Named = { device: string | null; measure: string }

/** A device's own URN (RFC 9039), with what stands behind it. */
const DEVICE_URN = /^(urn:dev:(?:mac|ow|org|os|ops):[^:/_]+)[:/_]*(.*)$/i
/** An object, instance and resource of LwM2M: `/3303/0/5700`. */
const LWM2M_PATH = /^(.*?)\/?(\d{1,5})\/\d{1,5}\/(\d{1,5})(?:\/\d{1,5})?$/
/** The object alone, as some name their packs: `urn:oma:lwm2m:ext:3303`. */
const LWM2M_OBJECT = /^urn:oma:lwm2m:(?:oma|ext|x):(\d{1,5})(?::[\d.]+)?$/

/** What the resources measure (OMA LwM2M registry), under names that the codecs of other sensors use too. */
const RESOURCES: ReadonlyMap<string, string> = new Map([
  ['3/9', 'battery_level'],
  ['6/0', 'latitude'],
  ['6/1', 'longitude'],
  ['3301/5700', 'illuminance'],
  ['3302/5500', 'occupancy'],
  ['3303/5700', 'temperature'],
  ['3304/5700', 'humidity'],
  ['3315/5700', 'barometric_pressure'],
  ['3330/5700', 'distance'],
  ['3336/5514', 'latitude'],
  ['3336/5515', 'longitude'],
  ['3411/1', 'battery_level'],
  ['3411/3', 'battery_voltage'],
  ['3424/10', 'leak_detected'],
  ['3428/17', 'co2'],
])

/**
 * Splits base name and name into device and measurement. Separators between them are often forgotten, and some packs
 * name a kind of object instead of a device: then the device is null, and told elsewhere.
 */
export function namedBy(base: string, name: string): Named {
  const object = LWM2M_OBJECT.exec(base)?.[1]
  if (object !== undefined) return { device: null, measure: resource(object, name) }
  const [, before, pathObject, pathResource] = LWM2M_PATH.exec(base + name) ?? []
  if (before !== undefined && pathObject !== undefined && pathResource !== undefined) {
    return { device: bare(before), measure: resource(pathObject, pathResource) }
  }
  const [, urn, behind = ''] = DEVICE_URN.exec(base) ?? []
  if (urn !== undefined) return { device: urn, measure: bare(behind + name) ?? '' }
  const [, whole, measure = ''] = DEVICE_URN.exec(base + name) ?? []
  if (whole !== undefined) return { device: whole, measure: bare(measure) ?? '' }
  const cut = Math.max(name.lastIndexOf('/'), name.lastIndexOf(':'))
  return { device: bare(base + name.slice(0, Math.max(cut, 0))), measure: name.slice(cut + 1) }
}

function resource(object: string, name: string): string {
  return RESOURCES.get(`${object}/${name}`) ?? (/^\d+$/.test(name) ? `lwm2m_${object}_${name}` : name)
}

/** A name without the separators at its ends; null for nothing else. */
function bare(name: string): string | null {
  return name.replace(/^[/:]+/, '').replace(/[/:;._-]{1,8}$/, '') || null
}
