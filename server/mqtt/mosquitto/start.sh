#!/bin/sh
# The container's command. Writes the server's account from the environment at every start, so that a changed
# password holds after a restart, and leaves accounts that were added by hand as they are:
#   docker compose exec mqtt mosquitto_passwd /mosquitto/data/passwd frigate && docker compose kill -s HUP mqtt
set -eu

here=$(cd "$(dirname "$0")" && pwd)
data=${MQTT_DATA_DIR:-/mosquitto/data}
: "${MQTT_USER:?MQTT_USER is not set}" "${MQTT_PASSWORD:?MQTT_PASSWORD is not set}"

cd "$data"
cp "$here/mosquitto.conf" "$here/acl" .
touch passwd
chmod 600 passwd acl
mosquitto_passwd -b passwd "$MQTT_USER" "$MQTT_PASSWORD"
if [ "$(id -u)" = 0 ]; then chown mosquitto:mosquitto . passwd acl mosquitto.conf; fi

exec mosquitto -c mosquitto.conf
