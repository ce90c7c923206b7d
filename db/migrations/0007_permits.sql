ALTER TABLE "incidents" ADD COLUMN "drill" jsonb;--> statement-breakpoint
ALTER TABLE "drills" ADD COLUMN "played" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "permits" ADD COLUMN "place_area_id" text;