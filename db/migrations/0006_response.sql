CREATE TABLE "household_answers" (
	"incident_id" text NOT NULL,
	"household_id" text NOT NULL,
	"state" text NOT NULL,
	"people" integer,
	"note" text,
	"person_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "household_answers_incident_id_household_id_pk" PRIMARY KEY("incident_id","household_id")
);
--> statement-breakpoint
CREATE TABLE "media_removals" (
	"media_id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"name" text NOT NULL,
	"settings" jsonb NOT NULL,
	"area_ids" text[] DEFAULT '{}' NOT NULL,
	"kinds" text[],
	"severities" text[],
	"rank" integer NOT NULL,
	"enabled" boolean NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"ok_at" timestamp (3) with time zone,
	"failed_at" timestamp (3) with time zone,
	"failure" text,
	"code" text,
	"ill_since" timestamp (3) with time zone,
	"tested_at" timestamp (3) with time zone,
	"self_test_at" timestamp (3) with time zone,
	"self_tested_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "due_publishes" (
	"topic" text PRIMARY KEY NOT NULL,
	"payload" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"held_until" timestamp (3) with time zone,
	"said_late" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "heartbeats" (
	"id" text PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"ill_url" text,
	"every_seconds" integer NOT NULL,
	"ok_at" timestamp (3) with time zone,
	"failed_at" timestamp (3) with time zone,
	"failure" text
);
--> statement-breakpoint
CREATE TABLE "notice_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"person_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"person_id" text,
	"channel_id" text,
	"alert_id" text,
	"occasion" text NOT NULL,
	"urgency" integer NOT NULL,
	"revision" integer NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	"holder" text,
	"held_until" timestamp (3) with time zone,
	"answer_call" integer
);
--> statement-breakpoint
CREATE TABLE "push_subscriptions" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"session_id" text NOT NULL,
	"endpoint" text NOT NULL,
	"p256dh" text NOT NULL,
	"auth" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "drills" (
	"id" text PRIMARY KEY NOT NULL,
	"area_id" text NOT NULL,
	"name" text NOT NULL,
	"script" jsonb NOT NULL,
	"played" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"loud_confirmed_by" text,
	"started_by" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"incident_ids" text[] DEFAULT '{}' NOT NULL,
	"score" jsonb
);
--> statement-breakpoint
CREATE TABLE "fire_bans" (
	"version_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"area_id" text NOT NULL,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "permits" (
	"version_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"use" text NOT NULL,
	"name" text NOT NULL,
	"area_id" text NOT NULL,
	"place" jsonb NOT NULL,
	"place_area_id" text,
	"approval_number" text NOT NULL,
	"guard_name" text NOT NULL,
	"guard_phone" text NOT NULL,
	"hours" jsonb,
	"wind_limit_beaufort" integer
);
--> statement-breakpoint
ALTER TABLE "plans" ALTER COLUMN "clocks" SET DEFAULT '{"arriveSeconds":null,"handleSeconds":null,"closeSeconds":null,"reportSeconds":null,"followUpSeconds":null,"finalSeconds":null}'::jsonb;--> statement-breakpoint
ALTER TABLE "deliveries" ALTER COLUMN "alert_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ALTER COLUMN "clocks" SET DEFAULT '{"arriveSeconds":null,"handleSeconds":null,"closeSeconds":null,"reportSeconds":null,"followUpSeconds":null,"finalSeconds":null}'::jsonb;--> statement-breakpoint
ALTER TABLE "person_details" ADD COLUMN "wecom_user" text;--> statement-breakpoint
ALTER TABLE "person_details" ADD COLUMN "email" text;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "arrive_within_seconds" integer DEFAULT 600;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "check_in_seconds" integer;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "departed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "arrived_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "last_sign_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "stalled_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "check_in_asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "silent_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "notice_id" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "revision" integer;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "channel_id" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "handed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "code" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "receipt" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "tries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "tried_at" timestamp (3) with time zone[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "retry_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "holder" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "held_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "postponement" jsonb;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "ringing" jsonb;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "cause" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "fire_phase" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "extensions" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "ticks" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "services" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "briefs" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "roll_call" jsonb;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "cover" jsonb;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "drill" jsonb;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "search" jsonb;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "settlement" jsonb;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "recused_ids" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "timing" jsonb DEFAULT '{"since":null,"reached":[],"missed":[]}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "arrive_within_seconds" integer;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "check_in_seconds" integer;--> statement-breakpoint
CREATE INDEX "notice_links_incident" ON "notice_links" USING btree ("incident_id");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_person" ON "notices" USING btree ("incident_id","person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_channel" ON "notices" USING btree ("incident_id","channel_id");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_answer_call" ON "notices" USING btree ("person_id","answer_call");--> statement-breakpoint
CREATE INDEX "notices_due" ON "notices" USING btree ("due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "push_subscriptions_endpoint" ON "push_subscriptions" USING btree ("endpoint");--> statement-breakpoint
CREATE INDEX "push_subscriptions_person" ON "push_subscriptions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "fire_bans_id" ON "fire_bans" USING btree ("id");--> statement-breakpoint
CREATE INDEX "permits_id" ON "permits" USING btree ("id");--> statement-breakpoint
CREATE INDEX "deliveries_channel" ON "deliveries" USING btree ("channel_id","created_at");--> statement-breakpoint
CREATE INDEX "deliveries_notice" ON "deliveries" USING btree ("notice_id");--> statement-breakpoint
CREATE INDEX "deliveries_receipt" ON "deliveries" USING btree ("channel_id","receipt");--> statement-breakpoint
CREATE INDEX "deliveries_created" ON "deliveries" USING btree ("created_at");--> statement-breakpoint
-- by hand
-- Plans of before asked nobody; as new ones do, they ask those who are where one alone would not be found.
UPDATE "plans" SET "check_in_seconds" = 1800 WHERE "kinds" && ARRAY['fire', 'flood', 'geohazard', 'missing-person'];--> statement-breakpoint
-- Nor does anybody hurry to what its plan lets wait for minutes.
UPDATE "plans" SET "arrive_within_seconds" = 86400 WHERE ("tiers" -> 0 ->> 'waitSeconds')::integer >= 300;--> statement-breakpoint
-- Plans of before say nothing of reports; as new ones do, they have their county told of what endangers people.
UPDATE "plans" SET "clocks" = '{"reportSeconds":900,"followUpSeconds":3600,"finalSeconds":86400}'::jsonb || "clocks" WHERE "kinds" && ARRAY['fire', 'flood', 'geohazard', 'missing-person', 'accident', 'epidemic'];--> statement-breakpoint
UPDATE "plans" SET "clocks" = '{"reportSeconds":null,"followUpSeconds":null,"finalSeconds":null}'::jsonb || "clocks";--> statement-breakpoint
UPDATE "incidents" SET "clocks" = '{"reportSeconds":null,"followUpSeconds":null,"finalSeconds":null}'::jsonb || "clocks";
