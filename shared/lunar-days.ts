// The Chinese calendar as GB/T 33661 reckons it, in Beijing's time. The one of Intl is some minutes off in the moon, and
// so a day off in the new year of 2027.

const DAY_MS = 24 * 3600_000
/** The civil time of China is this far ahead of Greenwich. */
const BEIJING_MS = 8 * 3600_000
/** By how much the uniform time of the formulas is ahead of the clocks in this century, within some seconds. */
const DELTA_T_MS = 72_000
const NEW_MOON_DAYS = 29.530588861
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** The day (its midnight as if in UTC) that is the first of a lunar month of a year, leap months left aside. */
export function lunarMonthBegins(year: number, month: number): number {
  const winter = monthOf(solsticeDay(year - 1))
  const months = [winter]
  while (months.length < 15) months.push(nextMonth(months.at(-1) ?? winter))
  const nextWinter = monthOf(solsticeDay(year))
  // Thirteen months from one winter solstice's to the next: the first in which the sun enters no twelfth is the leap month.
  const leap =
    months.indexOf(nextWinter) === 13
      ? months.findIndex((begins, at) => at > 0 && twelfthAt(begins) === twelfthAt(months[at + 1] ?? begins))
      : -1
  const regular = months.filter((_, at) => at !== leap)
  // The month of the winter solstice is the eleventh.
  const begins = regular[month + 1]
  if (begins === undefined) throw new Error(`a year has twelve lunar months, not ${month}`)
  return begins
}

/** The day, by Beijing's clock, on which the sun comes to a longitude after the day given, degrees from the spring equinox. */
export function solarTermDay(fromMs: number, degrees: number): number {
  let dayMs = fromMs
  // The sun's way yet to go turns from little to nearly a whole round at the end of that day.
  while ((degrees - sunDegrees(dayMs + DAY_MS - BEIJING_MS) + 720) % 360 < 180) dayMs += DAY_MS
  return dayMs
}

function solsticeDay(year: number): number {
  return solarTermDay(Date.UTC(year, 11, 18), 270)
}

/** In which twelfth of its round the sun is when a day begins. */
function twelfthAt(dayMs: number): number {
  return Math.floor(sunDegrees(dayMs - BEIJING_MS) / 30)
}

/** The first day of the lunar month in which a day lies. */
function monthOf(dayMs: number): number {
  let moon = Math.round((dayMs - Date.UTC(2000, 0, 6)) / DAY_MS / NEW_MOON_DAYS) + 1
  while (newMoonDay(moon) > dayMs) moon--
  return newMoonDay(moon)
}

/** A lunar month has 29 days or 30. */
function nextMonth(begins: number): number {
  return monthOf(begins + 31 * DAY_MS)
}

/** The day by Beijing's clock of the so manieth new moon after the first of the year 2000. */
function newMoonDay(moon: number): number {
  return Math.floor((newMoonMs(moon) + BEIJING_MS) / DAY_MS) * DAY_MS
}

/** The moment of a new moon, right to some seconds (Meeus, ch. 49). */
function newMoonMs(moon: number): number {
  const t = moon / 1236.85
  const e = 1 - 0.002516 * t - 0.0000074 * t ** 2
  const sun = radians(2.5534 + 29.1053567 * moon - 0.0000014 * t ** 2)
  const anomaly = radians(201.5643 + 385.81693528 * moon + 0.0107582 * t ** 2)
  const latitude = radians(160.7108 + 390.67050284 * moon - 0.0016118 * t ** 2)
  const node = radians(124.7746 - 1.56375588 * moon + 0.0020672 * t ** 2)
  const { sin } = Math
  const moonAndSun =
    -0.4072 * sin(anomaly) +
    0.17241 * e * sin(sun) +
    0.01608 * sin(2 * anomaly) +
    0.01039 * sin(2 * latitude) +
    0.00739 * e * sin(anomaly - sun) -
    0.00514 * e * sin(anomaly + sun) +
    0.00208 * e ** 2 * sin(2 * sun) -
    0.00111 * sin(anomaly - 2 * latitude) -
    0.00057 * sin(anomaly + 2 * latitude) +
    0.00056 * e * sin(2 * anomaly + sun) -
    0.00042 * sin(3 * anomaly) +
    0.00042 * e * sin(sun + 2 * latitude) +
    0.00038 * e * sin(sun - 2 * latitude) -
    0.00024 * e * sin(2 * anomaly - sun) -
    0.00017 * sin(node)
  const planets = 0.000325 * sin(radians(299.77 + 0.107408 * moon)) + 0.000165 * sin(radians(251.88 + 0.016321 * moon))
  const julian = 2_451_550.09766 + NEW_MOON_DAYS * moon + 0.00015437 * t ** 2 + moonAndSun + planets
  return (julian - 2_440_587.5) * DAY_MS - DELTA_T_MS
}

/** The apparent longitude of the sun, right to a hundredth of a degree, which it passes in a quarter of an hour (Meeus, ch. 25). */
function sunDegrees(atMs: number): number {
  const centuries = ((atMs + DELTA_T_MS) / DAY_MS + 2_440_587.5 - 2_451_545) / 36_525
  const mean = 280.46646 + 36_000.76983 * centuries + 0.0003032 * centuries ** 2
  const anomaly = radians(357.52911 + 35_999.05029 * centuries - 0.0001537 * centuries ** 2)
  const centre =
    (1.914602 - 0.004817 * centuries) * Math.sin(anomaly) +
    (0.019993 - 0.000101 * centuries) * Math.sin(2 * anomaly) +
    0.000289 * Math.sin(3 * anomaly)
  const node = radians(125.04 - 1934.136 * centuries)
  const longitude = mean + centre - 0.00569 - 0.00478 * Math.sin(node)
  return ((longitude % 360) + 360) % 360
}
