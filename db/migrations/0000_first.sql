CREATE TABLE "absences" (
	"version_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"person_id" text NOT NULL,
	"deputy_id" text
);
--> statement-breakpoint
CREATE TABLE "addresses" (
	"version_id" text NOT NULL,
	"device_id" text NOT NULL,
	"source_id" text NOT NULL,
	"external_id" text NOT NULL,
	CONSTRAINT "addresses_version_id_source_id_external_id_pk" PRIMARY KEY("version_id","source_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "areas" (
	"version_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"code" text NOT NULL,
	"level" text NOT NULL,
	"name" text NOT NULL,
	"parent_id" text,
	"geometry" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "devices" (
	"version_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"location" jsonb,
	"elevation" double precision,
	"expected_interval_seconds" integer,
	"camera" jsonb,
	"armed" boolean NOT NULL,
	"maintenance" boolean NOT NULL,
	"registered" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "household_details" (
	"version_id" text PRIMARY KEY NOT NULL,
	"household_id" text NOT NULL,
	"head" text NOT NULL,
	"phone" text
);
--> statement-breakpoint
CREATE TABLE "households" (
	"version_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"location" jsonb NOT NULL,
	"people" integer NOT NULL,
	"occupied" boolean NOT NULL,
	"need_help" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"version_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"roles" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "person_details" (
	"version_id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"name" text NOT NULL,
	"phone" text
);
--> statement-breakpoint
CREATE TABLE "place_names" (
	"version_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"name" text NOT NULL,
	"location" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"version_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"name" text NOT NULL,
	"kinds" text[] NOT NULL,
	"tiers" jsonb NOT NULL,
	"outside_zones" jsonb,
	"informed" text[] NOT NULL,
	"responders_needed" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "responsibilities" (
	"version_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"person_id" text NOT NULL,
	"duty" text NOT NULL,
	"area_id" text NOT NULL,
	"kinds" text[],
	"rank" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sources" (
	"version_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"format" text NOT NULL,
	"prefix" text NOT NULL,
	"time_zone" text,
	"datum" text NOT NULL,
	"token_hash" text
);
--> statement-breakpoint
CREATE TABLE "actions" (
	"id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"v" integer NOT NULL,
	"action" text NOT NULL,
	"actor_id" text,
	"on_behalf_of" text,
	"at" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"note" text,
	"detail" jsonb NOT NULL,
	"media_ids" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"person_id" text NOT NULL,
	"duty" text NOT NULL,
	"area_id" text,
	"tier" integer NOT NULL,
	"state" text NOT NULL,
	"sent_at" timestamp (3) with time zone NOT NULL,
	"delivered_at" timestamp (3) with time zone,
	"seen_at" timestamp (3) with time zone,
	"answered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "decoder_memory" (
	"source_id" text NOT NULL,
	"key" text NOT NULL,
	"value" jsonb NOT NULL,
	CONSTRAINT "decoder_memory_source_id_key_pk" PRIMARY KEY("source_id","key")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"alert_id" text NOT NULL,
	"channel" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"delivered_at" timestamp (3) with time zone,
	"failed_at" timestamp (3) with time zone,
	"failure" text
);
--> statement-breakpoint
CREATE TABLE "device_statuses" (
	"source_id" text NOT NULL,
	"external_id" text NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"available" boolean,
	"battery_percent" double precision,
	"values" jsonb NOT NULL,
	CONSTRAINT "device_statuses_source_id_external_id_pk" PRIMARY KEY("source_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"severity" text NOT NULL,
	"condition" text NOT NULL,
	"handling" text NOT NULL,
	"outcome" text,
	"place" jsonb NOT NULL,
	"areas" jsonb NOT NULL,
	"area_ids" text[] NOT NULL,
	"near" jsonb,
	"started_at" timestamp (3) with time zone,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"last_evidence_at" timestamp (3) with time zone NOT NULL,
	"cleared_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"observation_count" integer NOT NULL,
	"device_ids" text[] NOT NULL,
	"reporter_ids" text[] NOT NULL,
	"active_keys" text[] NOT NULL,
	"confidence" double precision,
	"answered_at" timestamp (3) with time zone,
	"answered_by" text,
	"postponed_until" timestamp (3) with time zone,
	"responders_needed" integer NOT NULL,
	"plan_id" text,
	"plan_version_id" text,
	"tier_waits_seconds" integer[] NOT NULL,
	"chain" jsonb NOT NULL,
	"next" jsonb,
	"handled_by" text
);
--> statement-breakpoint
CREATE TABLE "media" (
	"id" text PRIMARY KEY NOT NULL,
	"owner_id" text NOT NULL,
	"content_type" text NOT NULL,
	"bytes" integer NOT NULL,
	"received_bytes" integer NOT NULL,
	"sha256" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"completed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "message_keys" (
	"key" text PRIMARY KEY NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "observations" (
	"id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"source_id" text,
	"external_id" text,
	"device_id" text,
	"person_id" text,
	"kind" text,
	"state" text NOT NULL,
	"device_at" timestamp (3) with time zone,
	"received_at" timestamp (3) with time zone NOT NULL,
	"confidence" double precision,
	"place" jsonb,
	"values" jsonb NOT NULL,
	"description" text,
	"media_ids" text[] NOT NULL,
	"media_links" text[] NOT NULL,
	"topic" text,
	"payload" text
);
--> statement-breakpoint
CREATE TABLE "quarantine" (
	"id" text PRIMARY KEY NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"source_id" text,
	"topic" text NOT NULL,
	"payload" text NOT NULL,
	"payload_bytes" integer NOT NULL,
	"retain" boolean NOT NULL,
	"principal" text,
	"reason" text NOT NULL,
	"detail" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "readings" (
	"id" text NOT NULL,
	"source_id" text NOT NULL,
	"external_id" text NOT NULL,
	"device_id" text,
	"kind" text,
	"state" text NOT NULL,
	"device_at" timestamp (3) with time zone,
	"received_at" timestamp (3) with time zone NOT NULL,
	"confidence" double precision,
	"values" jsonb NOT NULL,
	"content_key" text
);
--> statement-breakpoint
CREATE TABLE "signals" (
	"key" text PRIMARY KEY NOT NULL,
	"active" boolean NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"incident_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"username" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"password_hash" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "accounts_person_id_unique" UNIQUE("person_id")
);
--> statement-breakpoint
CREATE TABLE "changes" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"v" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"type" text NOT NULL,
	"body" jsonb NOT NULL,
	"area_ids" text[],
	"person_ids" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decision" (
	"id" integer PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"arrangement_seq" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"person_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"user_agent" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE INDEX "absences_person" ON "absences" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "areas_id" ON "areas" USING btree ("id");--> statement-breakpoint
CREATE INDEX "devices_id" ON "devices" USING btree ("id");--> statement-breakpoint
CREATE INDEX "households_id" ON "households" USING btree ("id");--> statement-breakpoint
CREATE INDEX "people_id" ON "people" USING btree ("id");--> statement-breakpoint
CREATE INDEX "place_names_id" ON "place_names" USING btree ("id");--> statement-breakpoint
CREATE INDEX "plans_id" ON "plans" USING btree ("id");--> statement-breakpoint
CREATE INDEX "responsibilities_id" ON "responsibilities" USING btree ("id");--> statement-breakpoint
CREATE INDEX "responsibilities_person" ON "responsibilities" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "sources_id" ON "sources" USING btree ("id");--> statement-breakpoint
CREATE INDEX "actions_incident" ON "actions" USING btree ("incident_id","recorded_at");--> statement-breakpoint
CREATE INDEX "alerts_incident" ON "alerts" USING btree ("incident_id");--> statement-breakpoint
CREATE INDEX "alerts_person" ON "alerts" USING btree ("person_id","sent_at");--> statement-breakpoint
CREATE INDEX "deliveries_alert" ON "deliveries" USING btree ("alert_id");--> statement-breakpoint
CREATE INDEX "incidents_opened" ON "incidents" USING btree ("opened_at");--> statement-breakpoint
CREATE INDEX "incidents_closed" ON "incidents" USING btree ("closed_at");--> statement-breakpoint
CREATE INDEX "message_keys_seen" ON "message_keys" USING btree ("seen_at");--> statement-breakpoint
CREATE INDEX "observations_incident" ON "observations" USING btree ("incident_id","received_at");--> statement-breakpoint
CREATE INDEX "observations_device" ON "observations" USING btree ("device_id","received_at");--> statement-breakpoint
CREATE INDEX "observations_received" ON "observations" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "quarantine_received" ON "quarantine" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "readings_device" ON "readings" USING btree ("device_id","received_at");--> statement-breakpoint
CREATE INDEX "signals_incident" ON "signals" USING btree ("incident_id");--> statement-breakpoint
CREATE INDEX "changes_incident" ON "changes" USING btree (("body" -> 'incident' ->> 'id'));--> statement-breakpoint
CREATE INDEX "sessions_person" ON "sessions" USING btree ("person_id");