ALTER TABLE "plans" ADD COLUMN "arrive_within_seconds" integer DEFAULT 600;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "check_in_seconds" integer;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "departed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "arrived_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "last_sign_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "stalled_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "check_in_asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "silent_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "postponement" jsonb;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "ringing" jsonb;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "cause" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "fire_phase" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "extensions" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "arrive_within_seconds" integer;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "check_in_seconds" integer;--> statement-breakpoint
-- by hand
-- Plans of before asked nobody; as new ones do, they ask those who are where one alone would not be found.
UPDATE "plans" SET "check_in_seconds" = 1800 WHERE "kinds" && ARRAY['fire', 'flood', 'geohazard', 'missing-person'];--> statement-breakpoint
-- Nor does anybody hurry to what its plan lets wait for minutes.
UPDATE "plans" SET "arrive_within_seconds" = 86400 WHERE ("tiers" -> 0 ->> 'waitSeconds')::integer >= 300;
