import type { OnvifEvent } from './onvif-event.ts'
import { type Read } from './payload.ts'
import { childOf, readXmlDocuments, textAt, type XmlElement } from './xml.ts'

/** No notification brings more at once. */
const MAX_EVENTS = 200

/**
 * The notifications of an ONVIF XML text (a metadata stream, a Notify, an answer to PullMessages): every
 * NotificationMessage wherever it stands (WS-BaseNotification 1.3; ONVIF Core, "Notification message format").
 */
export function onvifEventsInXml(payload: Uint8Array): Read<OnvifEvent[]> {
  const documents = readXmlDocuments(payload)
  if (documents.outcome === 'refused') return documents
  const messages = documents.value.flatMap(({ root }) => elementsNamed(root, 'NotificationMessage'))
  return { outcome: 'read', value: messages.slice(0, MAX_EVENTS).flatMap((message) => eventIn(message) ?? []) }
}

function eventIn(notification: XmlElement): OnvifEvent | null {
  const topic = textAt(notification, 'Topic')
  const around = childOf(notification, 'Message')
  const inner = around === null ? null : (childOf(around, 'Message') ?? around)
  if (topic === null || inner === null) return null
  const operation = inner.attributes.get('PropertyOperation')
  // A property that is deleted says nothing of what it was about.
  if (operation === 'Deleted') return null
  return {
    topic,
    at: inner.attributes.get('UtcTime'),
    source: { ...itemsIn(childOf(inner, 'Source')), ...itemsIn(childOf(inner, 'Key')) },
    data: itemsIn(childOf(inner, 'Data')),
    isInitial: operation === 'Initialized',
  }
}

function itemsIn(element: XmlElement | null): Record<string, unknown> {
  if (element === null) return {}
  const items = element.children.filter(({ name }) => name === 'SimpleItem')
  return Object.fromEntries(
    items.map(({ attributes }) => [attributes.get('Name') ?? '', attributes.get('Value') ?? '']),
  )
}

function elementsNamed(element: XmlElement, name: string): XmlElement[] {
  if (element.name === name) return [element]
  return element.children.flatMap((child) => elementsNamed(child, name))
}
