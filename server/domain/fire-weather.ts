/**
 * The daily codes of the Canadian Forest Fire Weather Index System, as published by Van Wagner and Pickett (1985,
 * Forestry Technical Report 33), whose program and printed table use 147.2 for the moisture of fine fuel; later ones use
 * 147.27723, which lowers the fine fuel code by some 0.05.
 */
export type FireWeatherCodes = {
  /** Fine Fuel Moisture Code, 0 to 101: how dry needles and grass are. */
  ffmc: number
  /** Duff Moisture Code, from 0: the loose layer below. */
  dmc: number
  /** Drought Code, from 0: deep, compact layers. */
  dc: number
}

/** What follows from the codes of a day and its wind. */
export type FireWeatherIndex = FireWeatherCodes & {
  /** Initial Spread Index. */
  isi: number
  /** Buildup Index. */
  bui: number
  /** Fire Weather Index. */
  fwi: number
}

/** The weather at noon of local standard time; `rainMillimetres` fell in the 24 hours before. */
export type NoonWeather = {
  /** 1 to 12. */
  month: number
  temperatureCelsius: number
  humidityPercent: number
  windKilometresPerHour: number
  rainMillimetres: number
}

/** The codes a season begins with, three days after the snow has gone. */
export const SEASON_START: FireWeatherCodes = { ffmc: 85, dmc: 6, dc: 15 }

/** The constant for the moisture of fine fuel that is used here. */
export const FINE_FUEL = 147.2

/** Effective day length in hours by month, for the middle latitudes of the northern half. */
const DAY_LENGTH = [6.5, 7.5, 9, 12.8, 13.9, 13.9, 12.4, 10.9, 9.4, 8, 7, 6]
/** What the length of the day adds to drying of deep layers, by month. */
const DEEP_DRYING = [-1.6, -1.6, -1.6, 0.9, 3.8, 5.8, 6.4, 5, 2.4, 0.4, -1.6, -1.6]

/** The codes and indices of a day, from those of the day before and the weather at noon. */
export function fireWeather(yesterday: FireWeatherCodes, weather: NoonWeather): FireWeatherIndex {
  const noon = { ...weather, humidityPercent: Math.min(100, Math.max(0, weather.humidityPercent)) }
  const ffmc = fineFuelCode(yesterday.ffmc, noon)
  const dmc = duffCode(yesterday.dmc, noon)
  const dc = droughtCode(yesterday.dc, noon)
  const isi = spreadIndex(ffmc, noon.windKilometresPerHour)
  const bui = buildupIndex(dmc, dc)
  return { ffmc, dmc, dc, isi, bui, fwi: weatherIndex(isi, bui) }
}

/** Equations 1 to 10: rain wets the fuel, then it dries or takes up moisture towards an equilibrium with the air. */
function fineFuelCode(before: number, noon: NoonWeather): number {
  const { temperatureCelsius: t, humidityPercent: h, windKilometresPerHour: wind } = noon
  const moisture = wetted(moistureOf(before), noon.rainMillimetres)
  const warmth = 0.18 * (21.1 - t) * (1 - Math.exp(-0.115 * h))
  const drying = 0.942 * h ** 0.679 + 11 * Math.exp((h - 100) / 10) + warmth
  const wetting = 0.618 * h ** 0.753 + 10 * Math.exp((h - 100) / 10) + warmth
  const rate = (share: number) =>
    (0.424 * (1 - share ** 1.7) + 0.0694 * Math.sqrt(wind) * (1 - share ** 8)) * 0.581 * Math.exp(0.0365 * t)
  let after = moisture
  if (moisture > drying) after = drying + (moisture - drying) / 10 ** rate(h / 100)
  else if (moisture < wetting) after = wetting - (wetting - moisture) / 10 ** rate((100 - h) / 100)
  return Math.min(101, Math.max(0, (59.5 * (250 - after)) / (FINE_FUEL + after)))
}

function wetted(moisture: number, rainMillimetres: number): number {
  // The first half millimetre stays in the crowns.
  const rain = rainMillimetres - 0.5
  if (rain <= 0) return moisture
  const soaked = 42.5 * rain * Math.exp(-100 / (251 - moisture)) * (1 - Math.exp(-6.93 / rain))
  const sodden = moisture > 150 ? 0.0015 * (moisture - 150) ** 2 * Math.sqrt(rain) : 0
  return Math.min(250, moisture + soaked + sodden)
}

/** Equations 11 to 17. */
function duffCode(before: number, noon: NoonWeather): number {
  const t = Math.max(noon.temperatureCelsius, -1.1)
  const drying = 1.894e-4 * (t + 1.1) * (100 - noon.humidityPercent) * (DAY_LENGTH[noon.month - 1] ?? 0)
  if (noon.rainMillimetres <= 1.5) return before + drying
  const rain = 0.92 * noon.rainMillimetres - 1.27
  const moisture = 20 + 280 * Math.exp(-0.023 * before)
  const slope =
    before <= 33
      ? 100 / (0.5 + 0.3 * before)
      : before <= 65
        ? 14 - 1.3 * Math.log(before)
        : 6.2 * Math.log(before) - 17.2
  const wet = moisture + (1000 * rain) / (48.77 + slope * rain)
  return Math.max(0, 43.43 * (5.6348 - Math.log(wet - 20))) + drying
}

/** Equations 18 to 23. */
function droughtCode(before: number, noon: NoonWeather): number {
  const t = Math.max(noon.temperatureCelsius, -2.8)
  const drying = (0.36 * (t + 2.8) + (DEEP_DRYING[noon.month - 1] ?? 0)) / 2
  if (noon.rainMillimetres <= 2.8) return Math.max(0, before + drying)
  const rain = 0.83 * noon.rainMillimetres - 1.27
  const moisture = 800 * Math.exp(-before / 400)
  return Math.max(0, Math.max(0, before - 400 * Math.log(1 + (3.937 * rain) / moisture)) + drying)
}

/** Equations 24 to 26. */
function spreadIndex(ffmc: number, windKilometresPerHour: number): number {
  const moisture = moistureOf(ffmc)
  const fuel = 19.115 * Math.exp(-0.1386 * moisture) * (1 + moisture ** 5.31 / 4.93e7)
  return fuel * Math.exp(0.05039 * windKilometresPerHour)
}

/** Equations 27a and 27b. */
function buildupIndex(dmc: number, dc: number): number {
  if (dmc === 0 && dc === 0) return 0
  const bui = (0.8 * dc * dmc) / (dmc + 0.4 * dc)
  if (bui >= dmc) return bui
  return Math.max(0, dmc - ((dmc - bui) / dmc) * (0.92 + (0.0114 * dmc) ** 1.7))
}

/** Equations 28 to 30. */
function weatherIndex(isi: number, bui: number): number {
  const duff = bui > 80 ? 1000 / (25 + 108.64 * Math.exp(-0.023 * bui)) : 0.626 * bui ** 0.809 + 2
  const b = 0.1 * isi * duff
  return b <= 1 ? b : Math.exp(2.72 * (0.434 * Math.log(b)) ** 0.647)
}

function moistureOf(ffmc: number): number {
  return (FINE_FUEL * (101 - ffmc)) / (59.5 + ffmc)
}
