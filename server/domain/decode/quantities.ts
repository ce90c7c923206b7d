/** A measurement of ours: its name, the unit in that name, and from where to where it can be believed. */
export type Quantity = { name: string; unit: string; min: number; max: number }

/**
 * What codecs and Zigbee2MQTT call the measurements that we have a name for, in snake case. The unit is the one that
 * those codecs mean by the bare name (Milesight, Dragino, Decentlab, Elsys, Netvox, Tektelic and SenseCAP all give °C,
 * % and m/s); where a name or value states another unit it is converted.
 */
const QUANTITIES: ReadonlyMap<string, Quantity> = new Map([
  ...named(
    'temperatureCelsius',
    '°C',
    -80,
    1000,
    `temperature temp tem air_temperature air_temp ambient_temperature
    ambient_temp temperature_air temp_air environment_temperature outdoor_temperature outside_temperature temp_sht
    temp_c_sht temp_c_sht31 temp_sht31 temp_c_sht2x sensor_temperature tempe temp_out air_temp_ave air_temp_avg
    temperature_avg 温度 气温 环境温度`,
  ),
  ...named(
    'probeTemperatureCelsius',
    '°C',
    -80,
    1000,
    'temp_c_ds temp_c_ds18b20 external_temperature temp_ds ext_temp',
  ),
  ...named(
    'deviceTemperatureCelsius',
    '°C',
    -80,
    200,
    'device_temperature chip_temperature board_temperature mcu_temp',
  ),
  ...named('soilTemperatureCelsius', '°C', -80, 200, 'soil_temperature temp_soil soil_temp temperature_soil'),
  ...named('waterTemperatureCelsius', '°C', -80, 200, 'water_temperature'),
  ...named('dewPointCelsius', '°C', -80, 100, 'dew_point dewpoint dew_point_temperature'),
  ...named(
    'humidityPercent',
    '%',
    0,
    110,
    `humidity hum humi relative_humidity air_humidity rh hum_sht hum_sht31
    hum_sht2x humidity_relative ambient_humidity outdoor_humidity outside_humidity humidity_air hum_out humidity_ave
    humidity_avg 湿度 空气湿度 相对湿度`,
  ),
  ...named('soilMoisturePercent', '%', 0, 100, 'soil_moisture water_soil soil_humidity moisture_soil'),
  ...named(
    'windSpeedMetresPerSecond',
    'm/s',
    0,
    150,
    `wind_speed windspeed wind_spd wind_speed_avg wind_speed_ave
    wind_speed_average avg_wind_speed average_wind_speed wind_avg wind_ave wind_velocity wind_speed_10m 风速`,
  ),
  ...named(
    'windGustMetresPerSecond',
    'm/s',
    0,
    150,
    `wind_gust gust wind_speed_max max_wind_speed maximum_wind_speed
    wind_max gust_speed wind_gust_speed windgust peak_wind_gust peak_wind_speed wind_peak 阵风`,
  ),
  ...named(
    'windDirectionDegrees',
    '°',
    0,
    360,
    `wind_direction wind_dir winddir winddirection wind_direction_angle
    wind_direction_avg wind_bearing wind_angle wind_direction_ave 风向`,
  ),
  ...named('rainfallMillimetres', 'mm', 0, 2000, 'rainfall rain rain_gauge precipitation rain_amount rain_fall 雨量'),
  ...named(
    'rainfallTotalMillimetres',
    'mm',
    0,
    1_000_000,
    `rainfall_total rain_total total_rainfall total_rain
    cumulative_rain rain_cumulative cumulative_rainfall rainfall_cumulative rain_accumulation accumulated_rain
    accumulated_rainfall rainfall_accumulated rain_sum cumulative_precipitation 累计雨量`,
  ),
  ...named(
    'rainIntensityMillimetresPerHour',
    'mm/h',
    0,
    2000,
    `rain_rate rainfall_rate rainrate
    rainfall_intensity precipitation_rate precipitation_intensity rainfall_hour rainfall_hourly`,
  ),
  ...named(
    'pressureHectopascal',
    'hPa',
    300,
    1200,
    `barometric_pressure air_pressure atmospheric_pressure barometer
    atm_pressure bar_pressure 气压 大气压`,
  ),
  ...named('illuminanceLux', 'lx', 0, 1_000_000, 'illuminance lux light_intensity ill_lx illumination_lux 照度'),
  ...named('solarRadiationWattsPerSquareMetre', 'W/m²', 0, 2000, 'solar_radiation solar_irradiance irradiance tsr'),
  ...named('carbonDioxidePpm', 'ppm', 0, 100_000, 'co2 carbon_dioxide co2_ppm co2_concentration 二氧化碳'),
  ...named(
    'batteryVolts',
    'V',
    0,
    60,
    'bat_v battery_voltage battery_volt battery_volts batt_v vbat batt_voltage 电池电压',
  ),
  ...named('linkQuality', '', 0, 255, 'linkquality'),
  ...named('batteryLow', '', 0, 1, 'battery_low'),
])

function named(name: string, unit: string, min: number, max: number, names: string): [string, Quantity][] {
  const quantity: Quantity = { name, unit, min, max }
  const own = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return [own, ...names.split(/\s+/)].map((known) => [known, quantity])
}

/** The measurement that a bare name in snake case stands for. */
export function quantityNamed(name: string): Quantity | undefined {
  return QUANTITIES.get(name)
}

/** Groups that say no more than that measurements follow. */
const GROUP = /^(data|payload|decoded|values|measurements?|readings?|weather|sensors?|telemetry|environment|object)\./

/** A name without the group that it stands in. */
export function withoutGroup(name: string): string {
  return name.replace(GROUP, '')
}

const COMPASS = ['n', 'nne', 'ne', 'ene', 'e', 'ese', 'se', 'sse', 's', 'ssw', 'sw', 'wsw', 'w', 'wnw', 'nw', 'nnw']

/** Degrees of one of the sixteen points of the compass, as `NNE`; null for another text. */
export function compassDegrees(text: string): number | null {
  const point = COMPASS.indexOf(text.trim().toLowerCase())
  return point < 0 ? null : point * 22.5
}
