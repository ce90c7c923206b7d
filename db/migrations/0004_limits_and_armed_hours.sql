ALTER TABLE "devices" ADD COLUMN "armed_schedule" jsonb;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "limits" jsonb;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "dismissed" boolean;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "heard_on" text;