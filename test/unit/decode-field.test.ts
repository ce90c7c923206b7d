import { describe, expect, it } from 'vitest'
import { decode } from '../../server/domain/decode/formats.ts'
import { inShort, messageOn, usualSources } from '../support/message-fixtures.ts'

// What other people's devices said, as their issues, codecs and examples show it. None of it was at hand when the formats
// were written. Issues with a number: zhc is Koenkk/zigbee-herdsman-converters, z2m Koenkk/zigbee2mqtt, core
// home-assistant/core.

function short(topic: string, payload: unknown): string {
  const [way, source] = topic.split('/')
  const rest = way === 'ingest' && source !== undefined ? { source } : {}
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload
  const said = inShort(decode(messageOn(topic, bytes, rest), usualSources).decoding)
  return typeof said === 'string' ? said : said.map((one) => one.replace(/^.*: /, '')).join(', ')
}

describe('Zigbee2MQTT', () => {
  it.each<[string, object, string]>([
    [
      'zhc issue 6351, gas',
      {
        alarm_ringtone: 'melody3',
        alarm_time: 44,
        gas: 'True',
        gas_detection_state: 'False',
        gas_value: 0,
        linkquality: 145,
        preheat: true,
      },
      'gas active~',
    ],
    ['z2m issue 9318, its bits', { battery_low: false, gas: false, linkquality: 42, tamper: false }, 'gas cleared~'],
    [
      'z2m issue 5373',
      { battery_low: false, gas: true, gas_density: 237, linkquality: 15, sensitivity: 'medium', tamper: false },
      'gas active~',
    ],
    [
      'z2m issue 30411',
      {
        alarm_ringtone: null,
        battery: 100,
        last_seen: '2026-01-04T09:15:36.976Z',
        linkquality: 116,
        status: 1,
        water_leak: true,
        working_mode: null,
      },
      'flood active~',
    ],
    [
      'CTM mKomfy, a hot stove',
      { high_temperature: true, power_cut_off: false, device_temperature: 40 },
      'heat active~',
    ],
    [
      'Lincukoo SZW08, an alarm of no kind',
      { alarm_status: 'alarm', mode: 'leakage', alarm_ringtone: 'ring1', battery: 90 },
      'other active~',
    ],
    ['a valve that sees no leak', { water_leakage_state: 'water_leakage_no', state: 'OFF' }, 'flood cleared~'],
    [
      'a radar, somebody fallen',
      {
        presence: true,
        fall_down_status: 'fall',
        fall_sensitivity: 1,
        tumble_switch: 'ON',
        tumble_alarm_time: 1,
        static_dwell_alarm: '0',
      },
      'intrusion active~!, sos active~',
    ],
    [
      'a siren told to sound',
      { alarm: true, battpercentage: 100, duration: 180, volume: 'medium', melody: 5, linkquality: 100 },
      'reading',
    ],
    [
      'FireAngel, its test',
      { alarm: true, test: true, carbon_monoxide: true, tamper: false, battery_low: false },
      'reading',
    ],
    [
      'Bosch, its settings',
      {
        smoke: false,
        siren_state: 'clear',
        alarm_smoke: 'OFF',
        alarm_burglar: 'OFF',
        sensitivity: 'medium',
        heartbeat: 'ON',
        pre_alarm: 'ON',
        self_test: false,
        aqi: 20,
        co2: 500,
      },
      'smoke cleared~',
    ],
    [
      'Sunricher, two water alarms',
      {
        water_leak_alarm_1: true,
        water_leak_alarm_2: false,
        tamper: false,
        battery_low: false,
        battery: 100,
        temperature: 21,
      },
      'flood active~',
    ],
    ['Sunricher, neither', { water_leak_alarm_1: false, water_leak_alarm_2: false }, 'flood cleared~'],
    [
      'an IAS zone for smoke, its second bit',
      { smoke_alarm_1: false, smoke_alarm_2: true, battery_low: false },
      'smoke active~',
    ],
    ['SM0212', { gas_alarm_1: true, gas_alarm_2: false }, 'gas active~'],
    ['carbon monoxide in two bits', { carbon_monoxide_alarm_1: true, carbon_monoxide_alarm_2: false }, 'gas active~'],
    ['the mains lost', { power_outage_alarm: true, state: 'ON' }, 'reading'],
    ['rain', { rain: true, battery: 3 }, 'reading'],
    [
      'settings beside a leak',
      { leak_sensitivity: 'high', leak_alarm_switch: 'ON', water_leak: false },
      'flood cleared~',
    ],
    [
      'zhc issue 9289, carbon monoxide alone',
      { battery: null, battery_low: null, carbon_monoxide: false, co: null, linkquality: 48, smoke: null },
      'gas cleared~',
    ],
    ['core issue 142484', { carbon_monoxide: 'OFF', co: 0 }, 'gas cleared~'],
    [
      'z2m issue 31727, the press is over',
      { action: '', battery: 100, last_seen: '2026-04-17T23:33:22+08:00', linkquality: 18 },
      'reading',
    ],
  ])('%s', (_, said, expected) => {
    expect(short('zigbee2mqtt/x', said)).toBe(expected)
  })
})

describe('rtl_433', () => {
  it.each<[string, object, string]>([
    [
      'Cavius, its id',
      { id: 270303, net_id: 270303, message: 128, text: 'Pairing', battery_ok: 1, model: 'Cavius-Security' },
      'reading',
    ],
    [
      'Interlogix smoke, quiet',
      {
        model: 'Interlogix-Security',
        subtype: 'smoke',
        id: '29cd45',
        battery_ok: 1,
        switch1: 'OPEN',
        switch2: 'CLOSED',
        switch3: 'CLOSED',
        switch4: 'CLOSED',
        switch5: 'CLOSED',
        raw_message: 'c401bc',
      },
      'smoke cleared~',
    ],
    [
      'Interlogix motion',
      {
        model: 'Interlogix-Security',
        subtype: 'motion',
        id: '468d19',
        battery_ok: 1,
        switch1: 'CLOSED',
        switch2: 'OPEN',
        switch3: 'CLOSED',
        switch4: 'OPEN',
        switch5: 'OPEN',
        raw_message: 'e91528',
      },
      'reading',
    ],
    [
      'X10, a panic button',
      { model: 'X10-Security', id: 'f58e', code: '26', event: 'KR10A PANIC', battery_ok: 1 },
      'sos active',
    ],
    [
      'SimpliSafe, the panic key',
      { model: 'SimpliSafe Keypad', device: '1JZAG', seq: 34, extradata: 'Keypad Panic Button' },
      'sos active',
    ],
    [
      'Govee, wet',
      { model: 'Govee-Water', id: 1, event: 'Water Leak', detect_wet: 1, leak_num: 2, code: 'aa' },
      'flood active~',
    ],
    [
      'Govee, its battery',
      { model: 'Govee-Water', id: 1, event: 'Battery Report', battery_ok: 1, code: 'aa' },
      'reading',
    ],
    ['Kerui, water', { model: 'Kerui-Security', id: 7, cmd: 5, water: 1, state: 'water' }, 'flood active~'],
    ['GS558, learning', { model: 'Smoke-GS558', id: 31722, unit: 24, learn: 1, code: '5f7d58' }, 'reading'],
  ])('%s', (_, said, expected) => {
    expect(short('rtl_433/host/events', said)).toBe(expected)
  })
})

describe('ONVIF and Axis', () => {
  it.each<[string, string, unknown, string]>([
    [
      'core issue 38033, a count',
      'onvif/cam/onvif-ej/RuleEngine/CountAggregation/Counter',
      {
        UtcTime: '2026-04-17T15:33:20Z',
        Source: { Rule: 'MyCountAggregation1' },
        Key: { ObjectId: '1' },
        Data: { Count: '4' },
      },
      'reading',
    ],
    [
      'core issue 140491',
      'onvif/cam/onvif-ej/Device/Trigger/AlarmIn',
      { UtcTime: '2026-04-17T15:33:20Z', Source: { AlarmInToken: 'AlarmIn_1' }, Data: { State: 'true' } },
      'intrusion active~!',
    ],
    [
      'core issue 127991',
      'onvif/cam/onvif-ej/RuleEngine/LineCrossDetector/LineCross',
      { UtcTime: '2026-04-17T15:33:20Z', Source: { Rule: 'MyLineCrossDetectorRule' }, Data: { IsLineCross: 'true' } },
      'intrusion active~!',
    ],
    [
      'onvif2mqtt issue 39, the state at first',
      'onvif/cam/onvif-ej/RuleEngine/CellMotionDetector/Tamper',
      { UtcTime: '2026-04-17T15:33:20Z', Source: { Rule: 'x' }, Data: { IsTamper: 'true' } },
      'reading',
    ],
    [
      'Reolink, a face',
      'onvif/cam/onvif-ej/RuleEngine/MyRuleDetector/FaceDetect',
      { UtcTime: '2026-04-17T15:33:20Z', Source: { Source: '000' }, Data: { State: 'true' } },
      'reading',
    ],
    [
      'core issue 66493',
      'onvif/cam/onvif-ej/VideoAnalytics/MotionDetection',
      { UtcTime: '2026-04-17T15:33:20Z', Source: { Window: '0' }, Data: { State: 'true' } },
      'intrusion active~!',
    ],
    [
      'a fire that is none',
      'onvif/cam/onvif-ej/RuleEngine/FireDetector/Fire',
      { UtcTime: '2026-04-17T15:33:20Z', Source: { Rule: 'x' }, Data: { IsFire: 'false' } },
      'fire cleared~',
    ],
    [
      'a fire alarm of 0',
      'onvif/cam/onvif-ej/RuleEngine/FireDetector/Fire',
      { UtcTime: '2026-04-17T15:33:20Z', Source: { Rule: 'x' }, Data: { FireAlarm: '0' } },
      'fire cleared~',
    ],
    [
      'fire without a state',
      'onvif/cam/onvif-ej/VideoAnalytics/FireDetection',
      { UtcTime: '2026-04-17T15:33:20Z', Source: {}, Data: { Score: '80', ObjectId: '3' } },
      'fire active',
    ],
    [
      'a smoke application',
      'axis/B8A44F4DAC06/event/axis:CameraApplicationPlatform/SmokeDetector/Camera1Profile1',
      {
        topic: 'axis:CameraApplicationPlatform/SmokeDetector/Camera1Profile1',
        timestamp: 1692892990562,
        serial: 'B8A44F4DAC06',
        message: { source: {}, key: {}, data: { active: '1' } },
      },
      'smoke active~',
    ],
    [
      'a camera that is hot itself',
      'axis/B8A44F4DAC06/event/onvif:Device/axis:Status/Temperature/Above',
      {
        topic: 'onvif:Device/axis:Status/Temperature/Above',
        timestamp: 1692892990562,
        serial: 'B8A44F4DAC06',
        message: { source: {}, key: {}, data: { sensor_level: '1' } },
      },
      'reading',
    ],
  ])('%s', (_, topic, said, expected) => {
    expect(short(topic, said)).toBe(expected)
  })
})

describe('Hikvision', () => {
  it.each<[string, object, string]>([
    [
      'the smoke zone of a panel',
      { eventType: 'cidEvent', CIDEvent: { code: 1111, standardCIDcode: 1111, type: 'zoneAlarm', zone: 4 } },
      'smoke active~',
    ],
    [
      'its gas zone',
      { eventType: 'cidEvent', CIDEvent: { code: 1151, standardCIDcode: 1151, type: 'zoneAlarm', zone: 4 } },
      'gas active~',
    ],
    [
      'smoke that is over',
      { eventType: 'cidEvent', CIDEvent: { code: 3111, standardCIDcode: 3111, type: 'zoneAlarm', zone: 4 } },
      'smoke cleared~',
    ],
    [
      'the mains of a panel',
      { eventType: 'cidEvent', CIDEvent: { code: 1301, standardCIDcode: 1301, type: 'systemStatus', zone: 1 } },
      'reading',
    ],
    [
      'its periodic test',
      { eventType: 'cidEvent', CIDEvent: { code: 1602, standardCIDcode: 1602, type: 'testReport', zone: 1 } },
      'reading',
    ],
    [
      'its panic key',
      { eventType: 'cidEvent', CIDEvent: { code: 1120, standardCIDcode: 1120, type: 'zoneAlarm', zone: 9 } },
      'sos active~',
    ],
    ['a recorder too hot', { eventType: 'overheat' }, 'reading'],
    ['a cigarette', { eventType: 'smokingDetection' }, 'reading'],
  ])('%s', (_, said, expected) => {
    expect(short('ingest/hikvision', { macAddress: '24:52:6a:01:02:03', eventState: 'active', ...said })).toBe(expected)
  })
})

describe('GB/T 28181', () => {
  it.each<[string, string, string]>([
    ['a smoke detector', '<AlarmMethod>2</AlarmMethod><AlarmDescription>烟感报警</AlarmDescription>', 'smoke active'],
    ['one that is well', '<AlarmMethod>2</AlarmMethod><AlarmDescription>烟感正常</AlarmDescription>', 'reading'],
    ['a covered lens', '<AlarmMethod>5</AlarmMethod><Info><AlarmType>13</AlarmType></Info>', 'reading'],
    ['a lost picture', '<AlarmMethod>5</AlarmMethod><AlarmDescription>视频丢失</AlarmDescription>', 'reading'],
    [
      'a cigarette by its words',
      '<AlarmMethod>5</AlarmMethod><AlarmDescription>抽烟检测</AlarmDescription>',
      'reading',
    ],
    ['a blocked fire lane', '<AlarmMethod>5</AlarmMethod><AlarmDescription>消防通道占用</AlarmDescription>', 'reading'],
  ])('%s', (_, said, expected) => {
    expect(
      short(
        'ingest/gb28181',
        `<Notify><CmdType>Alarm</CmdType><DeviceID>34020000001320000001</DeviceID>${said}</Notify>`,
      ),
    ).toBe(expected)
  })
})

describe('LoRaWAN', () => {
  it.each<[string, object, string]>([
    [
      'Nexelec InSafe, its test',
      {
        payload: [
          { Type_of_Product: 'Insafe_Origin_LoRa' },
          { Type_of_message: 'Smoke_Alarm_Status_Message' },
          { Smoke_Alarm: 'Active' },
          { Smoke_Test: 'Active' },
        ],
      },
      'reading',
    ],
    [
      'Netvox RA02C',
      { Device: 'RA02C', Volt: 3, COAlarm: 'Alarm', HighTempAlarm: 'No Alarm' },
      'gas active~, heat cleared~',
    ],
    [
      'Netvox RA02G',
      {
        Device: 'RA02G',
        Volt: '2.4(low battery)',
        IncenseSmokeAlarm: 'Alarm',
        HighSoundAlarm: 'No Alarm',
        ShockTamperAlarm: 'Alarm',
        PowerOffAlarm: 'No Alarm',
      },
      'smoke active~',
    ],
    [
      'Nexelec Origin+',
      {
        typeOfProduct: 'Origin+ LoRa',
        typeOfMessage: 'Smoke Alarm',
        smokeAlarm: 'Local smoke Alarm activated',
        smokeAlarmHush: 'Smoke alarm stopped because no smoke anymore',
        smokeLocalProductTest: 'Smoke test off',
        timeSinceLastTest: { value: 1, units: 'week' },
        digitalMaintenanceCertificate: 'Maintenance not done',
        timeSinceLastMaintenance: { value: 2, units: 'week' },
        temperature: { value: 21.5, unit: '°C' },
      },
      'smoke active~',
    ],
    [
      'Nexelec Origin+, its own state',
      {
        typeOfProduct: 'Origin+ LoRa',
        typeOfMessage: 'Product Status',
        hwVersion: 1,
        smokeSensorStatus: 'Smoke sensor ok',
        tempHumSensorStatus: 'T°/humidity sensor ok',
        smokeSensorActivation: 'Smoke sensor activate',
        antiTearDetectionStatus: 'Magnetic base detected',
        batteryLevel: 'High',
        batteryVoltage: { value: 3000, units: 'mV' },
      },
      'reading',
    ],
    [
      'Abeeway, a call',
      {
        header: { sos: true, type: 'NOTIFICATION', batteryLevel: 'CHARGING' },
        notification: { notificationClass: 'SOS', notificationType: 'SOS_ON' },
      },
      'sos active',
    ],
    [
      'Milesight EM320-TILT',
      {
        battery: 92,
        angle_x: 0,
        angle_y: 0,
        angle_z: 90,
        threshold_x: 'normal',
        threshold_y: 'trigger',
        threshold_z: 'normal',
      },
      'geohazard active~',
    ],
    [
      'SD-1001, a test that sounds',
      {
        codecVersion: '1.1.0',
        deviceModel: 'SD-1001',
        productCode: '1002015',
        manufacturer: 'YOBIIQ B.V.',
        batteryLevelInPercentage: 98,
        lowBatteryAlarm: 'Normal',
        faultAlarm: 'Normal',
        smokeAlarm: 'Alarm',
        interconnectAlarm: 'Normal',
        testButtonPressed: 'Pushed',
      },
      'reading',
    ],
    ['Milesight GS101, switched on', { alarm: 'power on' }, 'reading'],
    [
      'Milesight GS101, its mains lost',
      { gas_status: 'normal', valve: 'open', relay: 'open', alarm: 'power down' },
      'gas cleared~',
    ],
    [
      'an AN301 button',
      { sosEvent: true, sosAlert: true, emergencyAlert: true, alertType: 'sos', battery: 90 },
      'sos active',
    ],
    ['a man down', { alarm_type: 'man_down' }, 'sos active'],
    [
      'Milesight VS373, a fall',
      { events: [{ alarm_id: 12, alarm_type: 'fall', alarm_status: 'alarm_triggered' }] },
      'sos active',
    ],
    [
      'Milesight VS373, up again',
      { events: [{ alarm_id: 12, alarm_type: 'fall', alarm_status: 'alarm_deactivated' }] },
      'sos cleared',
    ],
    [
      'Milesight VS373, somebody came',
      { events: [{ alarm_id: 13, alarm_type: 'occupied', alarm_status: 'alarm_triggered' }] },
      'reading',
    ],
    [
      'Milesight GS601, a limit',
      { vaping_index_alarm: { type: 17, alarm_trigger: { vaping_index: 80 } }, vaping_index: 80 },
      'hazard active~',
    ],
    [
      'Milesight GS601, below it',
      { vaping_index_alarm: { type: 16, alarm_deactivation: { vaping_index: 8 } }, vaping_index: 8 },
      'hazard cleared~',
    ],
    [
      'Milesight GS601, something burns',
      { temperature_alarm: { type: 33, burning_alarm_trigger: {} } },
      'fire active~',
    ],
    ['Milesight GS601, its sensor broken', { temperature_alarm: { type: 0, collection_error: {} } }, 'reading'],
    ['Milesight GS601, opened', { tamper_status_alarm: { type: 33, trigger: {} }, tamper_status: 1 }, 'reading'],
  ])('%s', (_, said, expected) => {
    expect(
      short('application/1/device/0102030405060708/event/up', {
        deviceInfo: { devEui: '0102030405060708' },
        fPort: 85,
        object: said,
      }),
    ).toBe(expected)
  })
})

describe('Tuya, Alink and Huawei', () => {
  it.each<[string, string, unknown, string]>([
    [
      'smoke by number',
      'tylink/6cdev/thing/property/report',
      { msgId: '45lkj3551234001', time: 1626197189, data: { smoke_sensor_state: { value: '1', time: 1626197189 } } },
      'smoke active~',
    ],
    [
      'no smoke by number',
      'tylink/6cdev/thing/property/report',
      { msgId: '45lkj3551234001', time: 1626197189, data: { smoke_sensor_state: { value: '2', time: 1626197189 } } },
      'smoke cleared~',
    ],
    [
      'no carbon monoxide',
      'tylink/6cdev/thing/property/report',
      { msgId: '45lkj3551234001', time: 1626197189, data: { co_state: { value: '2', time: 1626197189 } } },
      'gas cleared~',
    ],
    [
      'methane',
      'tylink/6cdev/thing/property/report',
      {
        msgId: '45lkj3551234001',
        time: 1626197189,
        data: {
          ch4_sensor_state: { value: 'alarm', time: 1626197189 },
          ch4_sensor_value: { value: 12, time: 1626197189 },
        },
      },
      'gas active~',
    ],
    [
      'a check, muted and opened',
      'tylink/6cdev/thing/property/report',
      {
        msgId: '45lkj3551234001',
        time: 1626197189,
        data: {
          preheat: { value: true, time: 1626197189 },
          self_checking: { value: true, time: 1626197189 },
          checking_result: { value: 'check_success', time: 1626197189 },
          muffling: { value: true, time: 1626197189 },
          temper_alarm: { value: true, time: 1626197189 },
        },
      },
      'reading',
    ],
    [
      'a fire panel over its limit',
      'ingest/alink',
      {
        dataId: 'x',
        devId: 'vdevo16',
        productKey: 'p',
        status: [
          { code: 'fire_alarm_type', t: 1626197189000, value: 'device_alarm' },
          { code: 'alarm_event_content', t: 1626197189000, value: '上限报警' },
          { code: 'alarm_value', t: 1626197189000, value: '12' },
        ],
      },
      'other active~',
    ],
    [
      'a fire panel at fault',
      'ingest/alink',
      {
        dataId: 'x',
        devId: 'vdevo16',
        productKey: 'p',
        status: [
          { code: 'fire_alarm_type', t: 1626197189000, value: 'device_fault' },
          { code: 'alarm_event_content', t: 1626197189000, value: '通讯故障' },
        ],
      },
      'reading',
    ],
    [
      'an alarm in a service called Smoke',
      '$oc/devices/dev1/sys/properties/report',
      { services: [{ service_id: 'Smoke', properties: { alarm: 1, value: 12 }, event_time: '20260612T121212Z' }] },
      'smoke active~',
    ],
  ])('%s', (_, topic, said, expected) => {
    expect(short(topic, said)).toBe(expected)
  })
})

describe('Frigate, Tasmota and others', () => {
  it.each<[string, string, unknown, string]>([
    ['a state of a chimney', 'frigate/yard/classification/chimney smoke', 'none', 'smoke cleared~'],
    ['no fire to be seen', 'frigate/yard/classification/fire_watch', 'no_fire', 'fire cleared~'],
    ['fire to be seen', 'frigate/yard/classification/fire watch', 'Fire', 'fire active~'],
    ['a gate to be seen', 'frigate/gate/classification/gate', 'open', 'ignored'],
    ['a label of its own', 'frigate/K/audio/white_smoke', 'ON', 'smoke active~'],
    ['a fire engine', 'frigate/K/audio/fire_truck', 'ON', 'ignored'],
    [
      'a GASSensor-EN',
      'tele/z/SENSOR',
      { ZbReceived: { '0x8F20': { Device: '0x8F20', ModelId: 'GASSensor-EN', ZoneStatusChange: 32 } } },
      'gas cleared~',
    ],
    [
      'a zone named after a leak',
      'tele/zb/SENSOR',
      {
        ZbReceived: {
          '0x898E': {
            Device: '0x898E',
            Name: 'Kitchen leak',
            '0500<00': '000000FF0000',
            ZoneStatusChange: 0,
            Endpoint: 1,
            LinkQuality: 110,
          },
        },
      },
      'flood cleared~',
    ],
    ['a test in ESPHome', 'esphome/kitchen/binary_sensor/smoke_alarm_test/state', 'ON', 'reading'],
    [
      'a mesh that sees fire',
      'msh/EU_868/2/json/LongFast/!7efeee00',
      {
        channel: 0,
        from: 2130636288,
        id: 452664780,
        payload: { text: 'Fire alarm detected' },
        sender: '!7efeee00',
        timestamp: 1646832724,
        to: -1,
        type: 'detection',
      },
      'fire active',
    ],
  ])('%s', (_, topic, said, expected) => {
    expect(short(topic, said)).toBe(expected)
  })
})

const uplink = (object: object) =>
  short('application/1/device/0102030405060708/event/up', { deviceInfo: { devEui: '0102030405060708' }, object })
const property = (name: string, value: unknown) =>
  short('/sys/pk/dn/thing/event/property/post', { params: { [name]: value } })
const zigbee = (object: object) => short('zigbee2mqtt/smoke', object)

describe('a word that is no alarm', () => {
  const words =
    `test,self_test,testing,alarm test,test alarm,normal,no alarm,NoAlarm,none,idle,OK,clear,cleared,restored,
    recovered,silenced,muted,low battery,battery low,fault,sensor fault,tamper,temper_alarm,removed,heartbeat,offline,
    preheat,end of life,disabled,disarmed,inactive,not detected,no smoke,dry,standby,alarm cancelled,alarm off,power on,
    power down,deactivated,learning,installed,dirty,unknown,false,0,off,正常,无报警,测试,自检,低电量,故障,恢复,消音,心跳,
    拆除,防拆,解除,报警解除,报警恢复,烟雾报警恢复,预热,离线,模拟报警,测试报警,演练`
      .split(',')
      .map((word) => word.trim())

  it.each(words)('pages nobody: %s', (word) => {
    for (const name of [
      'smoke_alarm',
      'alarm',
      'alarm_status',
      'smokeStatus',
      'alarmType',
      'event',
      'sos',
      'leak_status',
    ]) {
      expect(uplink({ [name]: word }), name).not.toContain('active')
    }
    for (const name of ['smoke', 'smoke_state', 'water_leak', 'carbon_monoxide', 'alarm_1', 'alarm_status']) {
      expect(zigbee({ [name]: word }), name).not.toContain('active')
    }
    for (const name of ['SmokeAlarm', 'AlarmState', 'smoke_sensor_status']) {
      expect(property(name, word), name).not.toContain('active')
    }
  })
})

describe('a word or a name that is an alarm', () => {
  it.each(
    'alarm,ALARM,active,on,true,1,detected,triggered,yes,smoke detected,alarming,danger,报警,告警,火警,有烟,异常,发生火灾,in alarm'.split(
      ',',
    ),
  )('is heard: %s', (word) => {
    for (const name of ['smoke_alarm', 'smokeStatus', 'Smoke', 'fire_alarm', 'alarm']) {
      expect(uplink({ [name]: word }), name).toContain('active')
    }
    expect(zigbee({ smoke: word })).toBe('smoke active~')
    expect(property('SmokeSensorState', word)).toBe('smoke active~')
  })

  it.each([
    ['smoke', 'smokeAlarm Smoke_Alarm isSmoke is_smoke hasSmoke smokeDetected smokeSensor smokeWarning'],
    ['fire', 'fire fireAlarm flameDetected fire_alert'],
    ['gas', 'co COAlarm carbonMonoxideAlarm gasLeak gas_leakage lpg_alarm methane_alarm combustible_gas_alarm'],
    ['flood', 'leak waterLeak leakDetected floodAlarm flooding water_present wet'],
    ['sos', 'sos SOS panicButton emergency helpButton call_for_help fall fallDetected man_down 紧急呼叫 跌倒报警'],
    ['heat', 'overheat overTemperature highTemperatureAlarm high_temp_alarm'],
    ['geohazard', 'landslide tilt_alarm crackAlarm 滑坡报警'],
    ['other', 'alarm alarmActive is_alarm alert 报警'],
  ])('is heard as %s: %s', (kind, names) => {
    for (const name of names.split(' ')) expect(uplink({ [name]: true }), name).toMatch(new RegExp(`^${kind} active`))
  })
})

describe('what a camera calls an event', () => {
  const cameras: Record<string, (type: string) => string> = {
    Hikvision: (type) =>
      short('ingest/hikvision/c', { macAddress: 'c', channelID: 1, eventType: type, eventState: 'active' }),
    Dahua: (type) => short('ingest/dahua/c', `Code=${type};action=Start;index=0`),
    ONVIF: (type) => short(`onvif/c/onvif-ej/RuleEngine/${type}/x`, { Data: { State: 'true' } }),
    Axis: (type) => {
      const topic = `axis:CameraApplicationPlatform/${type}/Camera1`
      return short(`axis/c/event/${topic}`, {
        topic,
        serial: 'c',
        message: { source: {}, key: {}, data: { active: '1' } },
      })
    },
  }

  it.each([
    ['fire', 'FireDetection FireWarning FlameDetection SmokeAndFireDetection ForestFire ThermalFire'],
    ['smoke', 'SmokeDetection SmokeAlarm'],
    ['heat', 'TemperatureAlarm TemperatureDetection Thermometry'],
    ['gas', 'GasLeak GasDetection'],
    ['flood', 'WaterLeak FloodDetection'],
    ['sos', 'EmergencyCall CallForHelp PanicButton FallDetection FallDown PersonFall Drowning'],
    ['geohazard', 'Landslide DebrisFlow'],
  ])('is %s: %s', (kind, types) => {
    for (const [camera, says] of Object.entries(cameras)) {
      for (const type of types.split(' ')) expect(says(type), `${camera} ${type}`).toBe(`${kind} active~`)
    }
  })

  it.each(
    `SmokingDetection FireEscapeDetection FireLaneOccupied FireExtinguisherMissing FireDoorOpen Firewall FirmwareUpdate
    FireControlTest VideoLoss StorageFailure DeviceTemperature FanFailure RainfallDetection WaterfallEffect FaceDetection
    PeopleCounting AudioException Heartbeat Siren`.split(/\s+/),
  )('is nothing to run for: %s', (type) => {
    for (const [camera, says] of Object.entries(cameras)) expect(says(type), camera).not.toMatch(/active~$/)
  })
})
