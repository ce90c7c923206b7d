CREATE TABLE "fire_dangers" (
	"version_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"grade" integer NOT NULL,
	"source" text NOT NULL,
	"by" text,
	"headline" text,
	"series_id" text
);
--> statement-breakpoint
CREATE TABLE "fire_estimates" (
	"version_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"day" text NOT NULL,
	"body" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verification_pauses" (
	"version_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"by" text
);
--> statement-breakpoint
CREATE TABLE "evidence_media" (
	"id" text PRIMARY KEY NOT NULL,
	"observation_id" text,
	"quarantine_id" text,
	"position" integer NOT NULL,
	"source_id" text,
	"link" text,
	"content" text,
	"host" text,
	"state" text NOT NULL,
	"media_id" text,
	"content_type" text,
	"bytes" integer,
	"sha256" text,
	"reason" text,
	"tries" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"next_at" timestamp (3) with time zone,
	"holder" text,
	"settled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "hearing" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hearing_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "responder_positions" (
	"incident_id" text NOT NULL,
	"person_id" text NOT NULL,
	"location" jsonb NOT NULL,
	"accuracy_metres" double precision,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "responder_positions_incident_id_person_id_pk" PRIMARY KEY("incident_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "source_pulls" (
	"source_id" text PRIMARY KEY NOT NULL,
	"url_hash" text NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"last_tried_at" timestamp (3) with time zone NOT NULL,
	"last_success_at" timestamp (3) with time zone,
	"failures" integer NOT NULL,
	"reason" text,
	"detail" text,
	"etag" text,
	"last_modified" text
);
--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "maintenance_until" text;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "armed_schedule" jsonb;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "limits" jsonb;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "dismissed" boolean;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "heard_on" text;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "person_id" text;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "verify_below" double precision;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "verify_wait_seconds" integer DEFAULT 180 NOT NULL;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "fetch_from" text[];--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "fetch_credentials" jsonb;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "pull" jsonb;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "available_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "spoke_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "gaps" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "gap_low" double precision;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "gap_high" double precision;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "turns" timestamp (3) with time zone[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "via" text;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "gauge" integer;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "gauge_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "gauge_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "verification" jsonb;--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "cut" jsonb;--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "cut" jsonb;--> statement-breakpoint
CREATE INDEX "fire_dangers_id" ON "fire_dangers" USING btree ("id");--> statement-breakpoint
CREATE INDEX "fire_estimates_id" ON "fire_estimates" USING btree ("id");--> statement-breakpoint
CREATE INDEX "verification_pauses_id" ON "verification_pauses" USING btree ("id");--> statement-breakpoint
CREATE INDEX "evidence_media_observation" ON "evidence_media" USING btree ("observation_id");--> statement-breakpoint
CREATE INDEX "evidence_media_quarantine" ON "evidence_media" USING btree ("quarantine_id");--> statement-breakpoint
CREATE INDEX "evidence_media_media" ON "evidence_media" USING btree ("media_id");--> statement-breakpoint
CREATE INDEX "evidence_media_next" ON "evidence_media" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "media_sha256" ON "media" USING btree ("sha256");