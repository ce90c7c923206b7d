ALTER TABLE "incidents" ADD COLUMN "tiers_at_once" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "remind_seconds" integer;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "informed" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "rests_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "sound" text DEFAULT 'loop' NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "checklist" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "clocks" jsonb DEFAULT '{"arriveSeconds":null,"handleSeconds":null,"closeSeconds":null}'::jsonb NOT NULL;