/** Where a modem is: a serial port or `tcp://host:port`, how fast, and what its maker wants it told at the start. */
export type ModemPort = { port: string; baud: number; alsoAtStart: readonly string[] }

/** What a modem is to do: a short message in so many parts of PDU, or a call. */
export type ModemJob =
  | { kind: 'text'; id: string; pdus: readonly Pdu[] }
  | { kind: 'dial'; id: string; number: string; ringMs: number; talkMs: number }

/** One part of a short message as `AT+CMGS` takes it: hexadecimal, and its length without the service centre. */
export type Pdu = { hex: string; octets: number }
