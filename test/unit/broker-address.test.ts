import { describe, expect, it } from 'vitest'
import { brokerAddress } from '../../server/mqtt/broker-address.ts'

describe('the address of a broker', () => {
  it('keeps user name and password out of the part that may be logged', () => {
    const address = brokerAddress('mqtt://duty:p%40ss%3A1@broker.example:1884')
    expect(address).toEqual({ url: 'mqtt://broker.example:1884', username: 'duty', password: 'p@ss:1' })
  })

  it('knows an address without an account', () => {
    expect(brokerAddress('mqtts://broker.example')).toMatchObject({ username: null, password: null })
  })

  it.each(['broker.example:1883', 'http://broker.example', 'mqtt://', ''])('refuses %o', (text) => {
    expect(() => brokerAddress(text)).toThrow(TypeError)
  })
})
